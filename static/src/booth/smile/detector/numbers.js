/** Small sums that must come out as in Python, and what models take. */

/** Round a number of at least 0; halves go to the even neighbour, as Python's round() does. */
export function roundHalfEven(value) {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

export function sigmoid(value) {
  return 1 / (1 + Math.exp(-Math.min(Math.max(value, -80), 80)));
}

export function logit(probability) {
  const clipped = Math.min(Math.max(probability, 1e-5), 1 - 1e-5);
  return Math.log(clipped / (1 - clipped));
}

export const meanOf = (values) => values.reduce((sum, each) => sum + each, 0) / values.length;

/** Map bytes to -1..1. */
export function signed(bytes) {
  const floats = new Float32Array(bytes.length);
  for (let at = 0; at < bytes.length; at += 1) floats[at] = bytes[at] / 127.5 - 1;
  return floats;
}

/** Map bytes to 0..1. */
export function unsigned(bytes) {
  const floats = new Float32Array(bytes.length);
  for (let at = 0; at < bytes.length; at += 1) floats[at] = bytes[at] / 255;
  return floats;
}

/** Turn RGB bytes into grey ones: luma 0.299, 0.587, 0.114 in OpenCV's whole numbers. */
export function grey(rgb) {
  const bytes = new Uint8Array(rgb.length / 3);
  for (let at = 0, from = 0; at < bytes.length; at += 1, from += 3) {
    bytes[at] = (rgb[from] * 4899 + rgb[from + 1] * 9617 + rgb[from + 2] * 1868 + 8192) >> 14;
  }
  return bytes;
}

/** The mirror image of a grey picture of `size` x `size`. */
export function mirrored(bytes, size) {
  return bytes.map((_, at) => bytes[at - (at % size) + size - 1 - (at % size)]);
}
