/** When a smile starts the countdown: two scores in a row, and never the same smile twice. */

const NEEDED = 2;
const REST_MS = 4000;

export function createTrigger({ threshold, restMs = REST_MS }) {
  let inARow = 0;
  let restsUntil = 0;
  return {
    /** Take a score (0..1, null: no face); true when the countdown should start. */
    feed(score, now) {
      if (score === null || score < threshold) {
        inARow = 0;
        restsUntil = 0; // the old smile has ended
        return false;
      }
      if (now < restsUntil) return false;
      inARow += 1;
      if (inARow < NEEDED) return false;
      inARow = 0;
      return true;
    },
    /** Sit out the smile of the guests who have just been photographed. */
    rest(now) {
      inARow = 0;
      restsUntil = now + restMs;
    },
  };
}
