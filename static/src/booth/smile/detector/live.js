/**
 * A detector for one frame after the other, at a speed that guests don't notice.
 *
 * The slower model, for faces far away, costs more than all else together, and faces far away move
 * little: what it found is looked for again only after `HELD` more frames. Every frame's smiles are
 * scored on that frame.
 */
import { pixelBox } from "./faces.js";

const HELD = 2;

export function createLiveDetector(detector) {
  let held = [];
  let left = 0;

  async function lookAnew(frame) {
    const { seen, isFar } = await detector.look(frame);
    held = seen.map(({ face }) => face);
    left = isFar ? HELD : 0;
    return seen;
  }

  async function lookAgain(frame) {
    left -= 1;
    const faces = held.length ? held : await detector.findNear(frame);
    const seen = await detector.measured(frame, faces);
    if (seen.length < faces.length) left = 0; // somebody has moved on
    return seen;
  }

  return {
    /** Score the faces on a frame that is small already: [{box, smile}]. */
    async faces(frame) {
      const seen = await (left > 0 ? lookAgain(frame) : lookAnew(frame));
      return seen.map(({ face, smile }) => ({ box: pixelBox(face, 1, frame), smile }));
    },
  };
}
