/** How long to leave the network alone after a failure. */

const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

/**
 * Milliseconds until the next try: 1, 2, 4 ... 30 s, half of it random, so that many booths
 * do not come back to a restarted server in the same instant.
 */
export function backoffMs(attempts, random = Math.random) {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempts - 1));
  return Math.round(full * (0.5 + random() / 2));
}
