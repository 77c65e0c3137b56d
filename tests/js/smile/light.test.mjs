import assert from "node:assert/strict";
import { test } from "node:test";
import { createFrame } from "../../../static/src/booth/smile/detector/frame.js";
import { clear, evened } from "../../../static/src/booth/smile/detector/light.js";

const RULES = { size: 128, share: 0.01, least_gain: 1.2, least_range: 16 };

/** A row of grey values, with its red weakened. */
function frameOf(values, red = 1) {
  const data = new Uint8ClampedArray(values.length * 4);
  values.forEach((value, at) => data.set([value * red, value, value, 255], at * 4));
  return createFrame({ width: values.length, height: 1, data });
}

test("each colour is stretched to the whole range", () => {
  const values = Array.from({ length: 100 }, (_, at) => 50 + at);
  const better = evened(frameOf(values, 0.5), RULES);
  const at = (column) => [...better.pixels.data.slice(column * 4, column * 4 + 4)];
  assert.deepEqual(at(0), [0, 0, 0, 255]);
  assert.deepEqual(at(98), [255, 255, 255, 255]);
  assert.deepEqual(at(99), [255, 255, 255, 255]);
  assert.deepEqual(at(49), [130, 128, 128, 255]);
});

test("a frame with the whole range is left alone, and its bytes in any case", () => {
  const frame = frameOf(Array.from({ length: 256 }, (_, at) => at));
  assert.equal(evened(frame, RULES), null);
  const dim = frameOf([10, 20, 30, 40]);
  evened(dim, RULES);
  assert.deepEqual([...dim.pixels.data.slice(0, 3)], [10, 10, 10]);
});

test("a frame of hardly more than one colour is left alone", () => {
  assert.equal(evened(frameOf([90, 90, 90]), RULES), null);
  assert.equal(evened(frameOf([80, 85, 95]), RULES), null);
});

const CONTRAST = { edge: 0.25, least: 25, wanted: 45, mean: 128 };

/** A crop of 4 x 4 with these four values in its middle. */
function cropOf([a, b, c, d], edge) {
  return Uint8Array.of(edge, edge, edge, edge, edge, a, b, edge, edge, c, d, edge, edge, edge, edge, edge);
}

test("a crop whose middle has little contrast gets more, whatever is round it", () => {
  assert.deepEqual(clear(cropOf([10, 30, 10, 30], 255), 4, CONTRAST), cropOf([87, 169, 87, 169], 255));
  assert.deepEqual(clear(cropOf([9, 9, 9, 9], 9), 4, CONTRAST), cropOf([128, 128, 128, 128], 128));
});

test("a crop whose middle has enough contrast is left alone", () => {
  const crop = cropOf([0, 50, 0, 50], 25);
  assert.equal(clear(crop, 4, CONTRAST), crop);
});
