/** When a page that waits for a photo looks again, and when it stops hoping. */

// A booth that has lost its network keeps photos and sends them later; a link that is still
// unknown after this long has more likely been mistyped.
const HOPE_MS = 10 * 60_000;

/** Milliseconds until the next look, by how long the page has waited. */
export function nextLook(waitedMs) {
  if (waitedMs < 60_000) return 2500;
  return waitedMs < HOPE_MS ? 8000 : 30_000;
}

export function seemsMistyped({ isKnown, waitedMs }) {
  return !isKnown && waitedMs >= HOPE_MS;
}
