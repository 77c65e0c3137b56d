/** Fetching a ZIP with progress. */

export class DownloadError extends Error {}

/**
 * Fetch an archive. Resolves to `{ blob, name }`, or to null when it is larger than `limit` bytes:
 * then the browser had better save it by itself, as it comes.
 *
 * `onProgress({ received, total })` in bytes; `total` is an estimate, or 0 where there is none.
 * Rejects with `DownloadError`, or an `AbortError` when `signal` has been given.
 */
export async function fetchArchive({ url, body, signal, limit, onProgress }) {
  const stop = new AbortController();
  signal?.addEventListener("abort", () => stop.abort());
  const response = await fetch(url, { method: "POST", body, signal: stop.signal });
  if (!response.ok) throw new DownloadError(`${url} answered ${response.status}`);
  const total = sizeOf(response.headers);
  if (total > limit) {
    stop.abort();
    return null;
  }
  const chunks = [];
  let received = 0;
  for await (const chunk of chunksOf(response.body)) {
    chunks.push(chunk);
    received += chunk.length;
    onProgress({ received, total });
  }
  return { blob: new Blob(chunks, { type: "application/zip" }), name: nameOf(response.headers) };
}

function sizeOf(headers) {
  return Number(headers.get("Content-Length") ?? headers.get("X-Zip-Size-Estimate")) || 0;
}

/** The file name in Content-Disposition, or a plain one. */
export function nameOf(headers) {
  const text = headers.get("Content-Disposition") ?? "";
  const encoded = /filename\*=utf-8''([^;]+)/i.exec(text)?.[1];
  return encoded ? decodeURIComponent(encoded) : (/filename="([^"]+)"/.exec(text)?.[1] ?? "photos.zip");
}

// Streams are not iterable by themselves in every browser.
async function* chunksOf(stream) {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
