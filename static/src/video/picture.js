/** Pictures as the vendor's client hands them out. */

/** A PNG in base64, without "data:" before it, as a Blob; null for none. */
export function blobOf(base64) {
  if (!base64) return null;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new Blob([bytes], { type: "image/png" });
}
