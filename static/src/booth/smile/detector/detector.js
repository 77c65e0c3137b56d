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
  const [near, far] = [finder("short"), finder("back")];
  const score = createScorer({ models, rules });

  /** Whether the slower model has to look as well: nobody is surely near. */
  function needsFar([largest], frame) {
    if (!largest || largest.score < detection.sure_score) return true;
    return widthOf(largest) < detection.back_below_width * frame.width;
  }

  /** Faces near by, and far away too unless one is surely near: {faces, isFar}. */
  async function find(frame) {
    let faces = await near(frame);
    const isFar = needsFar(faces, frame);
    if (isFar) faces = withoutDoubles([...(await far(frame)), ...faces], detection.overlap);
    return { faces: faces.slice(0, detection.most_faces), isFar };
  }

  /** Score faces on a frame: [{box, smile, face}], boxes in pixels of `whole`; what is no face is left out. */
  async function scoreAll(frame, faces, factor, whole) {
    const scored = [];
    for (const face of faces) {
      const smile = await score(frame, face);
      if (smile !== null) scored.push({ box: pixelBox(face, factor, whole), smile, face });
    }
    return scored;
  }

  return {
    find,
    near,
    scoreAll,
    /** Score the faces on a frame {width, height, data: RGBA}, the largest first. */
    async faces(whole) {
      const { frame, factor } = shrink(whole, rules.frame.longest_side);
      const { faces } = await find(frame);
      return scoreAll(frame, faces, factor, whole);
    },
  };
}
