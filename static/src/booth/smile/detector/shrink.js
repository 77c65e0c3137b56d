/** Shrink a camera's frame in two milliseconds: good enough to look at, not to compare with the server. */

/**
 * Shrink {width, height, data: RGBA} to at most `longestSide`. Each new pixel is the mean of four old
 * ones, a quarter and three quarters into its area, so that lines stay when a camera has many pixels.
 */
export function shrinkFast(frame, longestSide) {
  const factor = Math.max(frame.width, frame.height) / longestSide;
  if (factor <= 1) return frame;
  const width = Math.round(frame.width / factor);
  const height = Math.round(frame.height / factor);
  const pixels = new Uint32Array(frame.data.buffer, frame.data.byteOffset, frame.width * frame.height);
  const small = new Uint32Array(width * height);
  const [lefts, rights] = places(frame.width, width);
  const [tops, bottoms] = places(frame.height, height);
  for (let y = 0, to = 0; y < height; y += 1) {
    const top = tops[y] * frame.width;
    const bottom = bottoms[y] * frame.width;
    for (let x = 0; x < width; x += 1, to += 1) {
      const [left, right] = [lefts[x], rights[x]];
      const above = mean(pixels[top + left], pixels[top + right]);
      small[to] = mean(above, mean(pixels[bottom + left], pixels[bottom + right]));
    }
  }
  return { width, height, data: new Uint8ClampedArray(small.buffer) };
}

/** Where along one axis each new pixel looks: two lists of old ones. */
function places(oldSize, newSize) {
  const scale = oldSize / newSize;
  const at = (part) => Int32Array.from({ length: newSize }, (_, n) => Math.floor((n + part) * scale));
  return [at(0.25), at(0.75)];
}

/** The mean of two pixels, all four bytes of each at once. */
const mean = (one, other) => (one & other) + (((one ^ other) & 0xfefefefe) >>> 1);
