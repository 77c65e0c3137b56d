/** The last step: weigh what the models say of a face; the twin of booth/smile/scoring.py. */

/**
 * The log odds of a smile. `network`: our networks' mean logit; `expression`: the expression model's log odds;
 * `mouth`: the mouth's width over the face's.
 */
export function oddsOf({ network, expression, mouth }, weights) {
  return weights.network * network + weights.expression * expression + weights.mouth * mouth + weights.bias;
}

/** The mouth's width over the face's, from the mesh [x, y, ...]. */
export function mouthWidth(mesh, rule) {
  return distance(mesh, rule.mouth) / Math.max(distance(mesh, rule.face), 1e-6);
}

function distance(mesh, [one, other]) {
  return Math.hypot(mesh[one * 2] - mesh[other * 2], mesh[one * 2 + 1] - mesh[other * 2 + 1]);
}
