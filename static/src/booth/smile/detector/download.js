/** Fetch large files side by side, and say how far they have come. */

/**
 * Fetch each of `addresses` ({name: url}) and resolve to {name: Uint8Array}; rejects when one fails.
 *
 * `onBytes(count)` is called for every piece that arrives, with its length once unpacked.
 */
export async function fetchAll(addresses, onBytes) {
  const entries = Object.entries(addresses).map(async ([name, url]) => [name, await fetchBytes(url, onBytes)]);
  return Object.fromEntries(await Promise.all(entries));
}

async function fetchBytes(url, onBytes) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const pieces = [];
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(pieces);
    pieces.push(value);
    onBytes(value.length);
  }
}

function joined(pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
