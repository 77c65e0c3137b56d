/**
 * A detector for one frame after the other, at a speed that guests don't notice.
 *
 * The slower model, for faces far away, costs more than all else together, and faces far away move
 * little: what it found is looked for again only after `HELD` more frames. Every frame's smiles are
 * scored on that frame.
 */
import { widthOf } from "./faces.js";

const HELD = 2;

export function createLiveDetector(detector) {
  let held = [];
  let left = 0;

  async function find(frame) {
    if (left > 0) {
      left -= 1;
      const near = held.length ? held : await detector.near(frame);
      return near;
    }
    const { faces, isFar } = await detector.find(frame);
    held = faces;
    left = isFar ? HELD : 0;
    return faces;
  }

  return {
    /** Score the faces on a frame that is small already: [{box, smile}]. */
    async faces(frame) {
      const faces = await find(frame);
      const scored = await detector.scoreAll(frame, faces, 1, frame);
      if (scored.length < faces.length) left = 0;
      return scored;
    },
  };
}
