import assert from "node:assert/strict";
import { test } from "node:test";
import { shrinkFast } from "../../../static/src/booth/smile/detector/shrink.js";

/** A frame whose pixels are {red, green, blue} of where they are. */
function frameOf(width, height, colourAt) {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) data.set([...colourAt(x, y), 255], (y * width + x) * 4);
  }
  return { width, height, data };
}

const pixel = ({ width, data }, x, y) => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)];

test("half the size is the mean of four", () => {
  const small = shrinkFast(frameOf(8, 4, (x, y) => [x * 10, y * 20, 200]), 4);
  assert.deepEqual([small.width, small.height], [4, 2]);
  assert.deepEqual(pixel(small, 1, 0), [25, 10, 200]);
  assert.deepEqual(pixel(small, 3, 1), [65, 50, 200]);
});

test("bright colours do not run over into their neighbours", () => {
  const small = shrinkFast(frameOf(4, 4, (x) => (x % 2 ? [255, 255, 255] : [255, 0, 1])), 2);
  assert.deepEqual(pixel(small, 0, 0), [255, 127, 128]);
});

test("any size: a slope stays a slope, up to the last row and column", () => {
  const small = shrinkFast(frameOf(1920, 1080, (x, y) => [x / 8, y / 8, 0]), 640);
  assert.deepEqual([small.width, small.height], [640, 360]);
  for (const [x, y] of [[0, 0], [320, 180], [639, 359]]) {
    const [red, green] = pixel(small, x, y);
    assert.ok(Math.abs(red - (x * 3 + 1) / 8) <= 1 && Math.abs(green - (y * 3 + 1) / 8) <= 1, `${x}, ${y}`);
  }
});

test("a small frame is left as it is", () => {
  const frame = frameOf(640, 480, () => [1, 2, 3]);
  assert.equal(shrinkFast(frame, 640), frame);
});
