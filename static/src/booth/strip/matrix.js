/**
 * A filter is a 3x4 matrix: rows R, G, B; each [r, g, b, offset] on 0..255 values. The server
 * applies the same numbers with Pillow's `convert("RGB", matrix)`.
 */

/** Apply a matrix to RGBA bytes in place. */
export function applyMatrix(pixels, matrix) {
  const [rr, rg, rb, ro, gr, gg, gb, go, br, bg, bb, bo] = matrix;
  for (let i = 0; i < pixels.length; i += 4) {
    const red = pixels[i];
    const green = pixels[i + 1];
    const blue = pixels[i + 2];
    pixels[i] = rr * red + rg * green + rb * blue + ro;
    pixels[i + 1] = gr * red + gg * green + gb * blue + go;
    pixels[i + 2] = br * red + bg * green + bb * blue + bo;
  }
  return pixels;
}

export function isIdentity(matrix) {
  return matrix.every((value, index) => value === (index % 5 === 0 && index < 12 ? 1 : 0));
}

/** The same matrix for SVG's feColorMatrix: 4 rows of 5, offsets in 0..1. */
export function svgValues(matrix) {
  const rows = [0, 4, 8].map((start) => {
    const [r, g, b, offset] = matrix.slice(start, start + 4);
    return [r, g, b, 0, offset / 255].join(" ");
  });
  return [...rows, "0 0 0 1 0"].join(" ");
}
