/** How often to look: all the time while somebody is there, twice a second while nobody is. */

const BUSY_MS = 50;
const IDLE_MS = 500;
const DESERTED_MS = 5000;

export function createPace(now) {
  let due = now;
  let someoneAt = now;
  const gap = (at) => (at - someoneAt > DESERTED_MS ? IDLE_MS : BUSY_MS);
  return {
    /** How long to wait before the next look, ms. */
    wait: (at) => Math.max(0, due - at),
    /** Note a look; one that came late lets the next come early. */
    looked(at, { isSomeoneThere }) {
      if (isSomeoneThere) someoneAt = at;
      due = Math.max(due, at - gap(at)) + gap(at);
    },
  };
}
