/** Which files the booth's service worker keeps: only those whose name changes with their content. */

/** The rule of WHITENOISE_IMMUTABLE_FILE_TEST: Django's hash, or esbuild's in its own folders. */
const HASHED = /\.[0-9a-f]{12}\.|\/dist\/(chunks|assets)\/.*-[0-9A-Z]{8}\./;
const MOST = 300;

/** No page, photo or answer of the API is ever kept: they are private, and their names don't change. */
export function isKept({ method, url }, origin) {
  const { origin: asked, pathname, search } = new URL(url);
  return method === "GET" && asked === origin && !search && pathname.startsWith("/static/") && HASHED.test(pathname);
}

/** Whether an answer is the file: not a Wi-Fi log-in page, an error or part of it. */
export function isFile({ status, type, redirected, headers }) {
  return status === 200 && type === "basic" && !redirected && !headers.get("Content-Type")?.startsWith("text/html");
}

/** Of the kept addresses, oldest first, those that are in the way of a new one. */
export function outdated(urls, fresh) {
  const stem = stemOf(fresh);
  const older = urls.filter((url) => url !== fresh && stemOf(url) === stem);
  const rest = urls.filter((url) => !older.includes(url));
  return [...older, ...rest.slice(0, Math.max(0, rest.length - MOST))];
}

const stemOf = (url) => url.replace(/\.[0-9a-f]{12}(?=\.)/, "");
