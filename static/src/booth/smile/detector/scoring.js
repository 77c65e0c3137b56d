/** Look closely at one face: mesh, expression model and our network; the twin of booth/smile/scoring.py. */
import { placementOf } from "./alignment.js";
import { cut, toFrame } from "./crops.js";
import { squareOf } from "./faces.js";
import { clear } from "./light.js";
import { createNetworks } from "./network.js";
import { grey, logit, meanOf, mirrored, sigmoid, signed, unsigned } from "./numbers.js";
import { mouthWidth, oddsOf } from "./score.js";

export function createScorer({ models, rules }) {
  const networks = createNetworks({ model: models.network, rule: rules.network });

  /** The mesh [x, y, ...] in frame pixels, or null when it does not hold it for a face. */
  async function landmarks(frame, square) {
    const { size } = models.mesh;
    const [mesh, presence] = await models.mesh.run(unsigned(cut(frame, square, size)));
    if (sigmoid(presence[0]) < rules.mesh.least_presence) return null;
    const points = new Float64Array(rules.mesh.points * 2);
    for (let at = 0; at < rules.mesh.points; at += 1) {
      points[at * 2] = mesh[at * 3] / size;
      points[at * 2 + 1] = mesh[at * 3 + 1] / size;
    }
    return toFrame(square, points);
  }

  const greyCrop = (frame, square, size) => clear(grey(cut(frame, square, size)), size, rules.contrast);

  async function networkLogit(frame, placement, isTwice) {
    const { size } = models.network;
    const crop = greyCrop(frame, placement(rules.network), size);
    const logits = [];
    for (const view of viewsOf(crop, size, isTwice)) logits.push(await networks(view));
    return meanOf(logits);
  }

  async function expressionOdds(frame, placement, isTwice) {
    const { size } = models.expression;
    const crop = greyCrop(frame, placement(rules.expression), size);
    const odds = [];
    for (const view of viewsOf(crop, size, isTwice)) {
      const [classes] = await models.expression.run(signed(view));
      odds.push(logit(classes[rules.expression.smiling_class]));
    }
    return meanOf(odds);
  }

  async function measured(frame, mesh, { isTwice = false } = {}) {
    const placement = placementOf(mesh, rules.alignment);
    const signs = {
      network: await networkLogit(frame, placement, isTwice),
      expression: await expressionOdds(frame, placement, isTwice),
      mouth: mouthWidth(mesh, rules.mesh),
    };
    return { odds: oddsOf(signs, rules.score), mesh };
  }

  /** What the mesh says of the square that its own points suggest, and the models also of the mirror image. */
  async function secondLook(frame, mesh) {
    const square = placementOf(mesh, rules.alignment)(rules.mesh.again);
    const better = await landmarks(frame, square);
    return better && measured(frame, better, { isTwice: true });
  }

  /** All looks at a face: a second one in doubt, and at a faint face, which must pass it. */
  async function looked(frame, face, isFaint) {
    const mesh = await landmarks(frame, squareOf(face, { scale: rules.mesh.scale, isTurned: true }));
    if (!mesh) return null;
    if (isFaint) return secondLook(frame, mesh);
    const first = await measured(frame, mesh);
    if (Math.abs(first.odds) > rules.score.doubt) return first;
    return (await secondLook(frame, mesh)) ?? first;
  }

  /** {smile: 0..1, mesh: its points in frame pixels} of a face, or null if it is none. */
  return async function score(frame, face, { isFaint = false } = {}) {
    const last = await looked(frame, face, isFaint);
    return last && { smile: sigmoid(last.odds), mesh: last.mesh };
  };
}

/** A grey crop, and its mirror image if it is to be seen twice. */
const viewsOf = (crop, size, isTwice) => (isTwice ? [crop, mirrored(crop, size)] : [crop]);
