/** The whole chain for one frame; the twin of booth/smile/local.py. */
import { createBlazeFace } from "./blazeface.js";
import { areaOf, byScore, holds, isDouble, pixelBox, wider, widthOf } from "./faces.js";
import { createFrame, shrink } from "./frame.js";
import { evened } from "./light.js";
import { createScorer } from "./scoring.js";
import { tilesOf } from "./tiles.js";

/** `models` are {short, back, mesh, expression, network}, each {size, run}; `rules` is detector.json. */
export function createDetector({ models, rules }) {
  const { detection } = rules;
  const finder = (name) =>
    createBlazeFace({ model: models[name], strides: detection.strides[name], rules: detection });
  const [findNear, findFar] = [finder("short"), finder("back")];
  const score = createScorer({ models, rules });

  const isSure = (face) => face.score >= detection.sure_score;
  const isNear = (face, frame) => isSure(face) && widthOf(face) >= detection.near_width * frame.width;
  const likely = (faces) => faces.filter((face) => face.score >= detection.likely_score);

  /**
   * Add to `seen`, in this order, each other face that the mesh confirms: [{face, smile, mesh}],
   * largest first.
   */
  async function confirmed(frame, faces, { seen = [], isFaint = false } = {}) {
    const all = [...seen];
    for (const face of faces.slice(0, detection.most_faces)) {
      const others = all.map((other) => other.face);
      if (isDouble(face, others)) continue;
      const found = await score(frame, face, { isFaint });
      // The mesh may have slid from the edge of a face to the face itself.
      const isNew = found && !others.some((other) => holds(other, found.mesh));
      if (isNew) all.push({ face, ...found });
    }
    return all.sort((one, other) => areaOf(other.face) - areaOf(one.face));
  }

  const faintOf = (frame, faces) => confirmed(frame, faces.slice(0, detection.most_faint), { isFaint: true });

  async function findInTiles(frame) {
    const faces = [];
    for (const tile of tilesOf(frame, detection.tile_share)) faces.push(...(await findNear(frame, tile)));
    return faces;
  }

  /** Find the faces; where there are none, look once more in better light: {seen, isFar, isEvened}. */
  async function look(frame) {
    const found = await lookIn(frame);
    const better = found.seen.length ? null : evened(frame, rules.light);
    if (!better) return { ...found, isEvened: false };
    const foundThere = await lookIn(better);
    return { ...foundThere, isEvened: foundThere.seen.length > 0 };
  }

  /** Faces near by; unless one surely is there, closer; then with the slow model: {seen, isFar}. */
  async function lookIn(frame) {
    const near = await findNear(frame);
    let seen = near.some((face) => isNear(face, frame)) ? await confirmed(frame, likely(near)) : [];
    if (seen.length) return { seen, isFar: false };
    const closer = [...byScore(await findInTiles(frame)), ...near];
    seen = await confirmed(frame, likely(closer));
    if (seen.some(({ face }) => isSure(face))) return { seen, isFar: true };
    const far = await findFar(frame);
    if (seen.length) return { seen: await confirmed(frame, likely(far), { seen }), isFar: true };
    seen = await faintOf(frame, byScore([...closer, ...far]));
    if (seen.length) return { seen, isFar: true };
    // The slow model's boxes of small faces are often too tight for the mesh.
    const roomy = far.map((face) => wider(face, detection.tight));
    return { seen: await faintOf(frame, roomy), isFar: true };
  }

  return {
    look,
    /** Score faces that were found on an earlier frame, in the light they were found in. */
    measured: (frame, faces, { isEvened = false } = {}) =>
      confirmed((isEvened && evened(frame, rules.light)) || frame, faces),
    /** The likely faces near by. */
    findNear: async (frame) => likely(await findNear(frame)),
    /** Score the faces on {width, height, data: RGBA}, the largest first: [{box, smile}]. */
    async faces(whole) {
      const { pixels, factor } = shrink(whole, rules.frame.longest_side);
      const { seen } = await look(createFrame(pixels));
      return seen.map(({ face, smile }) => ({ box: pixelBox(face, factor, whole), smile }));
    },
  };
}
