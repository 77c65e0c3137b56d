/**
 * What is known of a face before it is looked at closely; the twin of booth/smile/blazeface.py.
 *
 * A detection is {points, score}: points are 8 pairs [x, y, ...] in frame pixels, two corners and
 * six keypoints, the eyes first; score is 0..1.
 */

export const widthOf = ({ points }) => points[2] - points[0];
export const heightOf = ({ points }) => points[3] - points[1];
export const areaOf = (face) => widthOf(face) * heightOf(face);

export const largestFirst = (faces) => faces.sort((one, other) => areaOf(other) - areaOf(one));

/** The square of `scale` times the longer side; turned so that the eyes are level. */
export function squareOf(face, { scale, isTurned }) {
  const { points } = face;
  const angle = isTurned ? Math.atan2(points[7] - points[5], points[6] - points[4]) : 0;
  return {
    x: (points[0] + points[2]) / 2,
    y: (points[1] + points[3]) / 2,
    side: Math.max(widthOf(face), heightOf(face)) * scale,
    angle,
  };
}

/** The same face somewhere else. */
export function moved({ points, score }, right, down) {
  return { points: points.map((value, at) => value + (at % 2 ? down : right)), score };
}

/** The same face in a box that many times as wide and as high. */
export function wider({ points, score }, factor) {
  const [x, y] = [(points[0] + points[2]) / 2, (points[1] + points[3]) / 2];
  const grow = (value, at) => (at < 4 ? (value - (at % 2 ? y : x)) * factor + (at % 2 ? y : x) : value);
  return { points: points.map(grow), score };
}

/** How much two boxes have in common: intersection over union, 0..1. */
export function overlapOf(one, other) {
  const common = commonOf(one, other);
  return common / (areaOf(one) + areaOf(other) - common);
}

function commonOf({ points: a }, { points: b }) {
  const width = Math.max(Math.min(a[2], b[2]) - Math.max(a[0], b[0]), 0);
  const height = Math.max(Math.min(a[3], b[3]) - Math.max(a[1], b[1]), 0);
  return width * height;
}

/** Weighted non-maximum suppression: average what overlaps the best box, then the next best. */
export function merge(candidates, overlap) {
  let left = [...candidates].sort((one, other) => other.score - one.score);
  const merged = [];
  while (left.length) {
    const [best] = left;
    const isSame = (other) => other === best || overlapOf(best, other) > overlap;
    merged.push({ points: meanOf(left.filter(isSame)), score: best.score });
    left = left.filter((other) => !isSame(other));
  }
  return merged;
}

function meanOf(group) {
  const total = group.reduce((sum, { score }) => sum + score, 0);
  return Float64Array.from(group[0].points, (_, at) =>
    group.reduce((sum, { points, score }) => sum + (points[at] * score) / total, 0),
  );
}

export const byScore = (faces) => [...faces].sort((one, other) => other.score - one.score);

/** Whether a face has half of itself, or of another, in common with that one. */
export const isDouble = (face, others) =>
  others.some((other) => commonOf(face, other) > Math.min(areaOf(face), areaOf(other)) / 2);

/** The middle of a mesh [x, y, ...]. */
export function centreOf(mesh) {
  let [x, y] = [0, 0];
  for (let at = 0; at < mesh.length; at += 2) {
    x += mesh[at];
    y += mesh[at + 1];
  }
  return [(2 * x) / mesh.length, (2 * y) / mesh.length];
}

/** Whether the middle of a mesh is in the face's box. */
export function holds({ points: [left, top, right, bottom] }, mesh) {
  const [x, y] = centreOf(mesh);
  return left < x && x < right && top < y && y < bottom;
}

/** [x, y, width, height] in whole pixels of the frame before it was shrunk, cut to it. */
export function pixelBox({ points }, factor, { width, height }) {
  const clip = (value, least, most) => Math.min(Math.max(Math.round(value), least), most);
  const left = clip(points[0] * factor, 0, width - 1);
  const top = clip(points[1] * factor, 0, height - 1);
  const right = clip(points[2] * factor, 1, width);
  const bottom = clip(points[3] * factor, 1, height);
  return [left, top, Math.max(right - left, 1), Math.max(bottom - top, 1)];
}
