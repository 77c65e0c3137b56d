/** Bring a face to a standard place: level, centred, one unit wide; the twin of booth/smile/alignment.py. */

/**
 * Where a face is in a frame: the turn, shift and scale that bring a few still points of the mesh closest
 * to their places, by least squares over complex numbers (frame = turn * place + shift). Returns
 * square({centre, side}): the square round the place `centre`, `side` units wide, in the frame.
 */
export function placementOf(mesh, rule) {
  const found = rule.points.map((index) => [mesh[index * 2], mesh[index * 2 + 1]]);
  const middleFound = mean(found);
  const middlePlace = mean(rule.places);
  const still = rule.places.map(([x, y]) => [x - middlePlace[0], y - middlePlace[1]]);
  const turn = fit(found, still);

  return function square({ centre, side }) {
    const [x, y] = times(turn, [centre[0] - middlePlace[0], centre[1] - middlePlace[1]]);
    return {
      x: x + middleFound[0],
      y: y + middleFound[1],
      side: Math.hypot(...turn) * side,
      angle: Math.atan2(turn[1], turn[0]),
    };
  };
}

/** The complex number that turns and scales `still` (its mean is 0) closest to `found`. */
function fit(found, still) {
  let [real, imaginary, weight] = [0, 0, 0];
  still.forEach(([x, y], at) => {
    const [a, b] = times(found[at], [x, -y]);
    real += a;
    imaginary += b;
    weight += x * x + y * y;
  });
  return real || imaginary ? [real / weight, imaginary / weight] : [1e-6, 0];
}

const times = ([a, b], [c, d]) => [a * c - b * d, a * d + b * c];

function mean(points) {
  const sum = points.reduce(([x, y], [otherX, otherY]) => [x + otherX, y + otherY], [0, 0]);
  return sum.map((each) => each / points.length);
}
