/** Look closely at one face: mesh and expression model; the twin of booth/smile/scoring.py. */
import { cut, toFrame } from "./crops.js";
import { squareOf } from "./faces.js";
import { grey, sigmoid, signed, unsigned } from "./numbers.js";
import { smileOf } from "./score.js";

export function createScorer({ models, rules }) {
  /** The mesh [x, y, ...] in frame pixels, or null when there is no face after all. */
  async function landmarks(frame, face) {
    const { size } = models.mesh;
    const square = squareOf(face, { scale: rules.mesh.scale, isTurned: true });
    const [mesh, presence] = await models.mesh.run(unsigned(cut(frame, square, size)));
    if (sigmoid(presence[0]) < rules.mesh.least_presence) return null;
    const points = new Float64Array(rules.mesh.points * 2);
    for (let at = 0; at < rules.mesh.points; at += 1) {
      points[at * 2] = mesh[at * 3] / size;
      points[at * 2 + 1] = mesh[at * 3 + 1] / size;
    }
    return toFrame(square, points);
  }

  async function smiling(frame, face) {
    const { size } = models.expression;
    const square = squareOf(face, { scale: rules.expression.scale, isTurned: false });
    const [classes] = await models.expression.run(signed(grey(cut(frame, square, size))));
    return classes[rules.expression.smiling_class];
  }

  /** The smile of a face, 0..1, or null if it is none. */
  return async function score(frame, face) {
    const mesh = await landmarks(frame, face);
    if (!mesh) return null;
    return smileOf({ mesh, smiling: await smiling(frame, face) }, rules.score);
  };
}
