/** When the next photo takes its turn. Milliseconds. */
export const SHOWN_MS = 8000;
export const SHORTEST_MS = 4000; // when others are waiting

/** How much longer a photo that came up `shownMs` ago stays. */
export function timeLeft({ shownMs, hasFresh }) {
  return Math.max(0, (hasFresh ? SHORTEST_MS : SHOWN_MS) - shownMs);
}
