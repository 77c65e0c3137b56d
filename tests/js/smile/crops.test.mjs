import assert from "node:assert/strict";
import { test } from "node:test";
import { cut, letterbox, toFrame } from "../../../static/src/booth/smile/detector/crops.js";
import { createFrame, shrink } from "../../../static/src/booth/smile/detector/frame.js";
import { grey, roundHalfEven, signed } from "../../../static/src/booth/smile/detector/numbers.js";
import { resizeByArea } from "../../../static/src/booth/smile/detector/resize.js";
import { tilesOf } from "../../../static/src/booth/smile/detector/tiles.js";

/** A frame whose red is given by x and y, whose green is x, whose blue is y. */
function pixelsOf(width, height, red = (x, y) => x + y) {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) data.set([red(x, y), x, y, 255], (y * width + x) * 4);
  }
  return { width, height, data };
}

const frameOf = (...given) => createFrame(pixelsOf(...given));

const redOf = (crop) => Array.from(crop).filter((_, at) => at % 3 === 0);

test("halves are rounded as in Python", () => {
  assert.deepEqual([0.5, 1.5, 2.5, 2.4, 2.6].map(roundHalfEven), [0, 2, 2, 2, 3]);
});

test("a square as large as its crop is copied", () => {
  const frame = frameOf(8, 8);
  const crop = cut(frame, { x: 4, y: 4, side: 4, angle: 0 }, 4);
  assert.deepEqual(redOf(crop), [4, 5, 6, 7, 5, 6, 7, 8, 6, 7, 8, 9, 7, 8, 9, 10]);
});

test("a larger square is the mean of what each pixel covers", () => {
  const frame = frameOf(4, 4, (x) => x * 10);
  assert.deepEqual(redOf(cut(frame, { x: 2, y: 2, side: 4, angle: 0 }, 2)), [5, 25, 5, 25]);
});

test("a quarter turn clockwise on screen", () => {
  const frame = frameOf(2, 2, (x, y) => 10 * (1 + x + 2 * y)); // 10 20 / 30 40
  assert.deepEqual(redOf(cut(frame, { x: 1, y: 1, side: 2, angle: Math.PI / 2 }, 2)), [20, 40, 10, 30]);
});

test("outside the frame the edge repeats", () => {
  const frame = frameOf(2, 1, (x) => (x ? 200 : 100));
  assert.deepEqual(redOf(cut(frame, { x: 1, y: 0.5, side: 4, angle: 0 }, 4)), Array(4).fill([100, 100, 200, 200]).flat());
});

test("points of a turned square come back to where they were cut from", () => {
  const square = { x: 100, y: 50, side: 20, angle: Math.PI / 2 };
  const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-9, `${one} ${other}`);
  const [x, y, middleX, middleY] = toFrame(square, [1, 0.5, 0.5, 0.5]);
  near(x, 100);
  near(y, 60);
  near(middleX, 100);
  near(middleY, 50);
});

test("the mean by area counts what is covered in part", () => {
  const small = resizeByArea(pixelsOf(3, 1, (x) => [0, 60, 120][x]), 2, 1);
  assert.deepEqual([small.data[0], small.data[4]], [20, 100]);
});

test("a wide frame gets black above and below, and points find back", () => {
  const { crop, square } = letterbox(frameOf(80, 40, () => 250), 8);
  assert.deepEqual(redOf(crop), [...Array(16).fill(0), ...Array(32).fill(250), ...Array(16).fill(0)]);
  assert.deepEqual([...toFrame(square, [0, 0.25, 1, 0.75])], [0, 0, 80, 40]);
});

test("only frames that are too large are shrunk", () => {
  const frame = pixelsOf(20, 10);
  assert.equal(shrink(frame, 20).pixels, frame);
  const { pixels, factor } = shrink(frame, 10);
  assert.deepEqual([pixels.width, pixels.height, factor], [10, 5, 2]);
});

test("a frame is halved until few pixels are left, by means rounded half up", () => {
  const frame = frameOf(5, 4, (x) => [1, 2, 4, 5, 99][x]);
  assert.equal(frame.halved(1.5, 1.5).smaller, 1);
  const { pixels, smaller } = frame.halved(1.6, 1.5);
  assert.deepEqual([pixels.width, pixels.height, smaller], [2, 2, 2]);
  assert.deepEqual([pixels.data[0], pixels.data[4]], [2, 5]);
  assert.equal(frame.halved(100, 1.5).pixels.height, 1);
});

test("tiles cover the frame, and a face on a border is whole in one of them", () => {
  const squares = tilesOf({ width: 640, height: 480 }, 0.5625);
  assert.deepEqual(squares.map(({ x, y }) => [x, y]), [[180, 180], [460, 180], [180, 300], [460, 300]]);
  assert.deepEqual(tilesOf({ width: 640, height: 360 }, 0.5625).map(({ x, y, side }) => [x, y, side]), [[180, 180, 360], [460, 180, 360]]);
});

test("numbers for the models", () => {
  assert.deepEqual([...signed(new Uint8Array([0, 255]))], [-1, 1]);
  assert.deepEqual([...grey([255, 255, 255, 255, 0, 0, 0, 255, 0])], [255, 76, 150]);
});
