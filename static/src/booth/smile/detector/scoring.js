/** Look closely at one face: mesh, expression model and our network; the twin of booth/smile/scoring.py. */
import { alignedSquare } from "./alignment.js";
import { cut, toFrame } from "./crops.js";
import { squareOf } from "./faces.js";
import { createNetwork } from "./network.js";
import { grey, mirrored, sigmoid, signed, unsigned } from "./numbers.js";
import { meanOdds, mouthWidth, smileOf } from "./score.js";

export function createScorer({ models, rules }) {
  const network = createNetwork(rules.network);

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

  function networkLogit(frame, mesh) {
    const { size } = rules.network;
    const crop = grey(cut(frame, alignedSquare(mesh, rules.alignment), size));
    return (network(crop) + network(mirrored(crop, size))) / 2;
  }

  async function expressionOdds(frame, face) {
    const { size } = models.expression;
    const square = squareOf(face, { scale: rules.expression.scale, isTurned: true });
    const crop = grey(cut(frame, square, size));
    const probabilities = [];
    for (const view of [crop, mirrored(crop, size)]) {
      const [classes] = await models.expression.run(signed(view));
      probabilities.push(classes[rules.expression.smiling_class]);
    }
    return meanOdds(probabilities);
  }

  /** {smile: 0..1, mesh: its points in frame pixels} of a face, or null if it is none. */
  return async function score(frame, face) {
    const mesh = await landmarks(frame, face);
    if (!mesh) return null;
    const signs = {
      network: networkLogit(frame, mesh),
      expression: await expressionOdds(frame, face),
      mouth: mouthWidth(mesh, rules.mesh),
    };
    return { smile: smileOf(signs, rules.score), mesh };
  };
}
