/** A frame and smaller copies of it; the twin of `Frame` and `shrink` in booth/smile/crops.py. */
import { roundHalfEven } from "./numbers.js";
import { resizeByArea } from "./resize.js";

/**
 * A frame {width, height, data} of RGBA bytes, as in ImageData, with its halves, each made when it
 * is first asked for.
 */
export function createFrame({ width, height, data }) {
  const halves = [{ width, height, data }];

  function half(times) {
    while (halves.length <= times) halves.push(halve(halves.at(-1)));
    return halves[times];
  }

  return {
    width,
    height,
    pixels: halves[0],
    /** Halve until at most `most` of its `ratio` pixels are left: {pixels, smaller}, how many times smaller. */
    halved(ratio, most) {
      let times = 0;
      for (let left = ratio; left > most && Math.min(half(times).width, half(times).height) >= 2; left /= 2) times += 1;
      return { pixels: half(times), smaller: 2 ** times };
    },
  };
}

/** The means of 2 x 2 pixels; the last row or column of an odd number is left out. */
function halve({ width: oldWidth, height: oldHeight, data: from }) {
  const [width, height] = [oldWidth >> 1, oldHeight >> 1];
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, to = 0; y < height; y += 1) {
    let at = y * 2 * oldWidth * 4;
    let below = at + oldWidth * 4;
    for (let x = 0; x < width; x += 1, to += 4, at += 8, below += 8) {
      data[to] = (from[at] + from[at + 4] + from[below] + from[below + 4] + 2) >> 2;
      data[to + 1] = (from[at + 1] + from[at + 5] + from[below + 1] + from[below + 5] + 2) >> 2;
      data[to + 2] = (from[at + 2] + from[at + 6] + from[below + 2] + from[below + 6] + 2) >> 2;
    }
  }
  return { width, height, data };
}

/** Shrink {width, height, data} to at most `longestSide`: {pixels, factor}, old size over new size. */
export function shrink(pixels, longestSide) {
  const factor = Math.max(pixels.width, pixels.height) / longestSide;
  if (factor <= 1) return { pixels, factor: 1 };
  const width = Math.max(roundHalfEven(pixels.width / factor), 1);
  const height = Math.max(roundHalfEven(pixels.height / factor), 1);
  return { pixels: resizeByArea(pixels, width, height), factor };
}
