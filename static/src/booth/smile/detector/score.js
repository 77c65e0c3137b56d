/** The last step, from what the models say of a face to its smile, 0..1; the twin of booth/smile/scoring.py. */
import { logit, sigmoid } from "./numbers.js";

/** `mesh` is [x, y, ...] in frame pixels, `smiling` the expression model's probability. */
export function smileOf({ mesh, smiling }, rule) {
  const ratio = distance(mesh, rule.mouth) / Math.max(distance(mesh, rule.face), 1e-6);
  const geometry = rule.ratio_weight * (ratio - rule.usual_ratio);
  return sigmoid(rule.gain * (logit(smiling) + geometry));
}

export function distance(mesh, [one, other]) {
  return Math.hypot(mesh[one * 2] - mesh[other * 2], mesh[one * 2 + 1] - mesh[other * 2 + 1]);
}
