/** The last step: weigh what the models say of a face; the twin of booth/smile/scoring.py. */
import { sigmoid } from "./numbers.js";

/**
 * The smile, 0..1. `network`: our networks' mean logit; `expression`: the expression model's log odds;
 * `mouth`: the mouth's width over the face's.
 */
export function smileOf({ network, expression, mouth }, weights) {
  return sigmoid(
    weights.network * network + weights.expression * expression + weights.mouth * mouth + weights.bias,
  );
}

/** The mouth's width over the face's, from the mesh [x, y, ...]. */
export function mouthWidth(mesh, rule) {
  return distance(mesh, rule.mouth) / Math.max(distance(mesh, rule.face), 1e-6);
}

function distance(mesh, [one, other]) {
  return Math.hypot(mesh[one * 2] - mesh[other * 2], mesh[one * 2 + 1] - mesh[other * 2 + 1]);
}
