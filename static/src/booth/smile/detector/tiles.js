/** Where to look closer; the twin of `tiles` in booth/smile/local.py. */

/** Cover a frame with level squares of a share of its longer side, a fifth or more of each twice. */
export function tilesOf({ width, height }, share) {
  const side = Math.max(width, height) * share;
  return centres(height, side).flatMap((y) => centres(width, side).map((x) => ({ x, y, side, angle: 0 })));
}

/** Spread squares of this side over a length, in frame pixels. */
function centres(length, side) {
  if (side >= length) return [length / 2];
  const count = Math.ceil((length - side) / (side * 0.8));
  return Array.from({ length: count + 1 }, (_, at) => side / 2 + ((length - side) * at) / count);
}
