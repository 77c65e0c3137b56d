/** Workers of the booth's page. */

/**
 * Fetch a worker's script as a blob: such a worker has the page's service worker and the page's
 * security policy. One from its own address would have neither.
 */
export async function scriptAddress(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return URL.createObjectURL(new Blob([await response.text()], { type: "text/javascript" }));
}
