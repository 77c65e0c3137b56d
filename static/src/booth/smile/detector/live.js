/**
 * A detector for one frame after the other, at a speed that guests don't notice.
 *
 * The slower model, for faces far away, costs more than all else together, and faces far away move
 * little: what it found is looked for again only after `HELD` more frames. Every frame's smiles are
 * scored on that frame.
 */

const HELD = 2;

export function createLiveDetector(detector) {
  let held = [];
  let left = 0;

  async function findAnew(frame) {
    const { faces, isFar } = await detector.find(frame);
    const scored = await detector.scoreAll(frame, faces, 1, frame);
    held = scored.map(({ face }) => face);
    left = isFar ? HELD : 0;
    return scored;
  }

  async function lookAgain(frame) {
    left -= 1;
    const faces = held.length ? held : await detector.near(frame);
    const scored = await detector.scoreAll(frame, faces, 1, frame);
    if (scored.length < faces.length) left = 0; // somebody has moved on
    return scored;
  }

  return {
    /** Score the faces on a frame that is small already: [{box, smile, face}]. */
    faces: (frame) => (left > 0 ? lookAgain(frame) : findAnew(frame)),
  };
}
