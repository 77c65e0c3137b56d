/** Our own small convolutional networks, all in one LiteRT model; the twin of booth/smile/network.py. */
import { meanOf, mirrored } from "./numbers.js";

/** A grey crop (bytes) to the mean of all networks' logits; every other one sees its mirror image. */
export function createNetworks({ model, rule }) {
  return async function run(crop) {
    const seen = standardised(crop, rule.contrast_floor);
    const other = mirrored(seen, model.size);
    const views = new Float32Array(seen.length * 2);
    for (let at = 0; at < seen.length; at += 1) {
      views[at * 2] = seen[at];
      views[at * 2 + 1] = other[at];
    }
    const [logit] = await model.run(views);
    return logit[0];
  };
}

/** Take away the mean and divide by the spread, which is that of a sample (n - 1). */
function standardised(crop, floor) {
  const mean = meanOf(crop);
  const squares = crop.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const spread = Math.sqrt(squares / (crop.length - 1)) + floor;
  return Float32Array.from(crop, (each) => (each - mean) / spread);
}
