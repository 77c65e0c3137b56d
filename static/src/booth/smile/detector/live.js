/**
 * A detector for one frame after the other, at a speed that guests don't notice.
 *
 * Faces are looked for anew on every third frame only, and those far away, which have to be looked
 * for closely and at length, on every sixth. On the frames between, the faces that were
 * found are followed by their landmarks. Every frame's smiles are scored on that frame.
 */
import { centreOf, moved, pixelBox } from "./faces.js";
import { createFrame } from "./frame.js";

const HELD = 2;
const HELD_FAR = 5;

export function createLiveDetector(detector) {
  let held = [];
  let left = 0;
  let isEvened = false;

  async function lookAnew(frame) {
    const found = await detector.look(frame);
    const { seen, isFar } = found;
    isEvened = found.isEvened;
    held = seen.map((each) => ({ ...each, centre: centreOf(each.mesh) }));
    if (held.length) left = isFar ? HELD_FAR : HELD;
    else left = isFar ? HELD : 0; // the quick model looks meanwhile
  }

  async function lookAgain(frame) {
    left -= 1;
    const before = new Map(held.map(({ face, centre }) => [face, centre]));
    const faces = held.length ? [...before.keys()] : await detector.findNear(frame);
    const seen = await detector.measured(frame, faces, { isEvened });
    if (seen.length < faces.length) left = 0; // somebody has moved on
    held = seen.map((each) => followed(each, before.get(each.face)));
  }

  return {
    /** Score the faces on {width, height, data: RGBA} that is small already: [{box, smile}]. */
    async faces(pixels) {
      const frame = createFrame(pixels);
      await (left > 0 ? lookAgain(frame) : lookAnew(frame));
      return held.map(({ face, smile }) => ({ box: pixelBox(face, 1, frame), smile }));
    },
  };
}

/** A face where its landmarks are now; `before` is their centre when it was last seen. */
function followed({ face, smile, mesh }, before) {
  const centre = centreOf(mesh);
  const [x, y] = before ?? centre;
  return { face: moved(face, centre[0] - x, centre[1] - y), smile, centre };
}
