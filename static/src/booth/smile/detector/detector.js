/** The whole chain for one frame; the twin of booth/smile/local.py. */
import { createBlazeFace } from "./blazeface.js";
import { shrink } from "./crops.js";
import { pixelBox, widthOf, withoutDoubles } from "./faces.js";
import { createScorer } from "./scoring.js";

/** `models` are {short, back, mesh, expression}, each {size, run}; `rules` is detector.json. */
export function createDetector({ models, rules }) {
  const { detection } = rules;
  const finder = (name) =>
    createBlazeFace({ model: models[name], strides: detection.strides[name], rules: detection });
  const [findNear, findFar] = [finder("short"), finder("back")];
  const score = createScorer({ models, rules });

  const isSure = (face, frame) =>
    face.score >= detection.sure_score && widthOf(face) >= detection.back_below_width * frame.width;

  /** Score what the mesh confirms to be a face: [{face, smile, mesh}]. */
  async function measured(frame, faces) {
    const scored = [];
    for (const face of faces.slice(0, detection.most_faces)) {
      const found = await score(frame, face);
      if (found) scored.push({ face, ...found });
    }
    return scored;
  }

  /** Faces near by, and far away too with the slower model unless one is surely near: {seen, isFar}. */
  async function look(frame) {
    const near = await findNear(frame);
    const sure = near.length && isSure(near[0], frame) ? await measured(frame, near) : [];
    if (sure.length) return { seen: sure, isFar: false };
    const all = withoutDoubles([...(await findFar(frame)), ...near], detection.overlap);
    return { seen: await measured(frame, all), isFar: true };
  }

  return {
    look,
    measured,
    findNear,
    /** Score the faces on a frame {width, height, data: RGBA}, the largest first: [{box, smile}]. */
    async faces(whole) {
      const { frame, factor } = shrink(whole, rules.frame.longest_side);
      const { seen } = await look(frame);
      return seen.map(({ face, smile }) => ({ box: pixelBox(face, factor, whole), smile }));
    },
  };
}
