/** Look closely at one face: mesh, expression model and our network; the twin of booth/smile/scoring.py. */
import { placementOf } from "./alignment.js";
import { cut, toFrame } from "./crops.js";
import { squareOf } from "./faces.js";
import { createNetworks } from "./network.js";
import { grey, logit, sigmoid, signed, unsigned } from "./numbers.js";
import { mouthWidth, smileOf } from "./score.js";

export function createScorer({ models, rules }) {
  const networks = createNetworks(rules.network);
  const leastPresence = (isFaint) => (isFaint ? rules.mesh.faint_presence : rules.mesh.least_presence);

  /** The mesh [x, y, ...] in frame pixels, or null when there is no face after all. */
  async function landmarks(frame, face, least) {
    const { size } = models.mesh;
    const square = squareOf(face, { scale: rules.mesh.scale, isTurned: true });
    const [mesh, presence] = await models.mesh.run(unsigned(cut(frame, square, size)));
    if (sigmoid(presence[0]) < least) return null;
    const points = new Float64Array(rules.mesh.points * 2);
    for (let at = 0; at < rules.mesh.points; at += 1) {
      points[at * 2] = mesh[at * 3] / size;
      points[at * 2 + 1] = mesh[at * 3 + 1] / size;
    }
    return toFrame(square, points);
  }

  function networkLogit(frame, placement) {
    return networks(grey(cut(frame, placement(rules.network), rules.network.size)));
  }

  async function expressionOdds(frame, placement) {
    const crop = grey(cut(frame, placement(rules.expression), models.expression.size));
    const [classes] = await models.expression.run(signed(crop));
    return logit(classes[rules.expression.smiling_class]);
  }

  /**
   * {smile: 0..1, mesh: its points in frame pixels} of a face, or null if it is none; a faint one must
   * look more like one.
   */
  return async function score(frame, face, { isFaint = false } = {}) {
    const mesh = await landmarks(frame, face, leastPresence(isFaint));
    if (!mesh) return null;
    const placement = placementOf(mesh, rules.alignment);
    const signs = {
      network: networkLogit(frame, placement),
      expression: await expressionOdds(frame, placement),
      mouth: mouthWidth(mesh, rules.mesh),
    };
    return { smile: smileOf(signs, rules.score), mesh };
  };
}
