/**
 * When a smile starts the countdown: when it has lasted. The smile of those who have just been
 * photographed must have ended first, or go on for long: some queues never stop smiling.
 */

const NEEDED = 3;
const REST_MS = 20_000;

/** `threshold()`: from which score on a face smiles. */
export function createTrigger({ threshold, restMs = REST_MS }) {
  let smiles = 0;
  let others = 0;
  let restsUntil = 0;
  return {
    /**
     * Take a score (0..1, null: no face); true when the countdown should start.
     * `needed`: how many in a row make a smile, or its end; one alone may be a blink.
     */
    feed(score, now, { needed = NEEDED } = {}) {
      const isSmile = score !== null && score >= threshold();
      smiles = isSmile ? smiles + 1 : 0;
      others = isSmile ? 0 : others + 1;
      if (others >= needed) restsUntil = 0; // the old smile has ended
      if (smiles < needed || now < restsUntil) return false;
      smiles = 0;
      return true;
    },
    /** Sit out the smile of the guests who have just been photographed. */
    rest(now) {
      smiles = 0;
      others = 0;
      restsUntil = now + restMs;
    },
  };
}
