/**
 * Cut squares out of a frame, exactly as the server does: see booth/smile/crops.py, whose twin this is.
 *
 * A frame is what frame.js makes. Crops are RGB bytes. A square is {x, y, side, angle}: centre and side in pixels, angle in radians,
 * clockwise on screen.
 */
import { resizeByArea } from "./resize.js";
import { roundHalfEven } from "./numbers.js";

/** Of the frame, or of a half of it, to one of a crop: more would alias. */
const MOST_PIXELS = 1.5;

/** Map points [x, y, x, y, ...] in units of the square, 0..1, to frame pixels. */
export function toFrame(square, points) {
  const cos = Math.cos(square.angle) * square.side;
  const sin = Math.sin(square.angle) * square.side;
  const mapped = new Float64Array(points.length);
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = [points[at] - 0.5, points[at + 1] - 0.5];
    mapped[at] = square.x + cos * x - sin * y;
    mapped[at + 1] = square.y + sin * x + cos * y;
  }
  return mapped;
}

/**
 * Return the square's pixels, RGB, `size` x `size`: each one bilinear sample of the half that fits.
 * Outside the frame the edge repeats.
 */
export function cut(frame, square, size) {
  const { pixels, smaller } = frame.halved(square.side / size, MOST_PIXELS);
  const step = square.side / smaller / size;
  const cos = Math.cos(square.angle) * step;
  const sin = Math.sin(square.angle) * step;
  const shift = (size - 1) / 2;
  const originX = square.x / smaller - 0.5 - shift * (cos - sin);
  const originY = square.y / smaller - 0.5 - shift * (sin + cos);
  const crop = new Uint8ClampedArray(size * size * 3);
  for (let row = 0, at = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1, at += 3) {
      sample(pixels, originX + cos * column - sin * row, originY + sin * column + cos * row, crop, at);
    }
  }
  return crop;
}

/** Put one bilinear sample of a frame into `crop`, at `to`. */
function sample({ width, height, data }, column, row, crop, to) {
  const x = Math.min(Math.max(column, 0), width - 1);
  const y = Math.min(Math.max(row, 0), height - 1);
  const [left, top] = [x | 0, y | 0];
  const a = (top * width + left) * 4;
  const b = left < width - 1 ? a + 4 : a;
  const down = top < height - 1 ? width * 4 : 0;
  const [c, d] = [a + down, b + down];
  const [fx, fy] = [x - left, y - top];
  const wd = fx * fy;
  const wb = fx - wd;
  const wc = fy - wd;
  const wa = 1 - fx - wc;
  crop[to] = data[a] * wa + data[b] * wb + data[c] * wc + data[d] * wd;
  crop[to + 1] = data[a + 1] * wa + data[b + 1] * wb + data[c + 1] * wc + data[d + 1] * wd;
  crop[to + 2] = data[a + 2] * wa + data[b + 2] * wb + data[c + 2] * wc + data[d + 2] * wd;
}

/**
 * Shrink the whole frame into a black square, centred: {crop, square}. The square is the padded
 * one in the frame, to bring points back.
 */
export function letterbox(frame, size) {
  const { pixels, smaller } = frame.halved(Math.max(frame.width, frame.height) / size, 2);
  const side = Math.max(pixels.width, pixels.height);
  const width = Math.max(roundHalfEven((pixels.width * size) / side), 1);
  const height = Math.max(roundHalfEven((pixels.height * size) / side), 1);
  const small = resizeByArea(pixels, width, height);
  const left = Math.floor((size - width) / 2);
  const top = Math.floor((size - height) / 2);
  const crop = new Uint8ClampedArray(size * size * 3);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const from = (row * width + column) * 4;
      const to = ((top + row) * size + left + column) * 3;
      crop[to] = small.data[from];
      crop[to + 1] = small.data[from + 1];
      crop[to + 2] = small.data[from + 2];
    }
  }
  const scale = (side * smaller) / size;
  const [x, y] = [(size / 2 - left) * scale, (size / 2 - top) * scale];
  return { crop, square: { x, y, side: side * smaller, angle: 0 } };
}
