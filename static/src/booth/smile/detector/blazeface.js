/** Find faces with BlazeFace (https://arxiv.org/abs/1907.05047); the twin of booth/smile/blazeface.py. */
import { cut, letterbox, toFrame } from "./crops.js";
import { merge } from "./faces.js";
import { sigmoid, signed } from "./numbers.js";

const POINTS = 8;

/** One of the two, near and far; `model` is {size, run}, `rules` the "detection" of detector.json. */
export function createBlazeFace({ model, strides, rules }) {
  const centres = anchors(model.size, strides, rules.anchors_per_cell_and_layer);

  /** Return the faces on a frame, or in a level square of it, the most certain first. */
  return async function find(frame, tile = null) {
    const { crop, square } = tile ? { crop: cut(frame, tile, model.size), square: tile } : letterbox(frame, model.size);
    const [raw, logits] = await model.run(signed(crop));
    const candidates = decode(raw, logits, centres, model.size, rules.least_score);
    return merge(candidates, rules.overlap).map(({ points, score }) => ({
      points: toFrame(square, points),
      score,
    }));
  };
}

/** The anchors' centres [x, y, ...], layers of one stride interleaved cell by cell. */
export function anchors(size, strides, perCell) {
  const centres = [];
  for (const stride of [...new Set(strides)].sort((one, other) => one - other)) {
    const cells = Math.floor(size / stride);
    const each = perCell * strides.filter((other) => other === stride).length;
    for (let row = 0; row < cells; row += 1) {
      for (let column = 0; column < cells; column += 1) {
        for (let n = 0; n < each; n += 1) centres.push((column + 0.5) / cells, (row + 0.5) / cells);
      }
    }
  }
  return Float64Array.from(centres);
}

/** Those of the model's boxes that are likely faces, in units of the input. */
export function decode(raw, logits, centres, size, leastScore) {
  const candidates = [];
  for (let at = 0; at < logits.length; at += 1) {
    const score = sigmoid(logits[at]);
    if (!(score > leastScore)) continue;
    const points = pointsAt(raw, at, centres, size);
    if (points[2] > points[0] && points[3] > points[1]) candidates.push({ points, score });
  }
  return candidates;
}

/** Turn centre, size and six keypoints into two corners and six keypoints. */
function pointsAt(raw, at, centres, size) {
  const offset = at * POINTS * 2;
  const points = Float64Array.from({ length: POINTS * 2 }, (_, n) => raw[offset + n] / size);
  const [halfWidth, halfHeight] = [points[2] / 2, points[3] / 2];
  for (let n = 0; n < points.length; n += 1) points[n] += centres[at * 2 + (n % 2)];
  const [x, y] = points;
  points.set([x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight]);
  return points;
}
