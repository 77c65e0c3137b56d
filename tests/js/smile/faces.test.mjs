import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { anchors, decode } from "../../../static/src/booth/smile/detector/blazeface.js";
import { byScore, holds, isDouble, merge, overlapOf, pixelBox, squareOf, wider } from "../../../static/src/booth/smile/detector/faces.js";

const rules = JSON.parse(readFileSync(new URL("../../../booth/smile/detector.json", import.meta.url)));

/** A face of a box, with level eyes unless told otherwise. */
function face(left, top, right, bottom, { score = 0.9, eyes = [0, 0, 1, 0] } = {}) {
  return { points: Float64Array.from([left, top, right, bottom, ...eyes, ...Array(8).fill(0)]), score };
}

test("the two models have 896 anchors each, small cells first", () => {
  for (const name of ["short", "back"]) {
    const { size } = rules.models[name];
    const centres = anchors(size, rules.detection.strides[name], rules.detection.anchors_per_cell_and_layer);
    assert.equal(centres.length, 896 * 2);
    assert.deepEqual([...centres.slice(0, 6)], [1, 1, 1, 1, 3, 1].map((n) => n / 32));
    assert.deepEqual([...centres.slice(-2)], [15 / 16, 15 / 16]);
  }
});

test("boxes are decoded relative to their anchors", () => {
  const raw = new Float32Array(32);
  raw.set([12.8, 0, 25.6, 51.2, 6.4, -6.4], 16);
  const [found, ...others] = decode(raw, [-5, 5], Float64Array.from([0, 0, 0.5, 0.5]), 128, 0.5);
  assert.equal(others.length, 0);
  const expected = [0.5, 0.3, 0.7, 0.7, 0.55, 0.45];
  expected.forEach((value, at) => assert.ok(Math.abs(found.points[at] - value) < 1e-6, `${at}`));
  assert.ok(found.score > 0.99);
});

test("a box turned inside out is no face", () => {
  const raw = new Float32Array(16);
  raw.set([0, 0, -10, 10]);
  assert.deepEqual(decode(raw, [5], Float64Array.from([0.5, 0.5]), 128, 0.5), []);
});

test("boxes of one face are averaged by their scores", () => {
  const merged = merge([face(0, 0, 10, 10, { score: 0.6 }), face(1, 0, 11, 10), face(50, 50, 60, 60)], 0.3);
  assert.equal(merged.length, 2);
  assert.equal(merged[0].score, 0.9);
  assert.ok(Math.abs(merged[0].points[0] - 0.6) < 1e-9);
});

test("a face that is half another one is a double, whichever is larger", () => {
  const [large, part, aside] = [face(0, 0, 40, 40), face(10, 10, 30, 30), face(35, 35, 50, 50)];
  assert.ok(isDouble(part, [aside, large]));
  assert.ok(isDouble(large, [part]));
  assert.ok(!isDouble(aside, [large, part]));
  assert.ok(!isDouble(large, []));
  assert.equal(overlapOf(face(0, 0, 2, 2), face(5, 5, 6, 6)), 0);
});

test("a box holds a mesh whose middle is in it", () => {
  assert.ok(holds(face(0, 0, 40, 40), [10, 10, 60, 60]));
  assert.ok(!holds(face(0, 0, 40, 40), [10, 10, 60, 80]));
});

test("a wider box keeps its middle, its eyes and its score", () => {
  const { points, score } = wider(face(10, 20, 20, 40, { eyes: [12, 25, 18, 25] }), 1.4);
  assert.deepEqual([...points.slice(0, 8)], [8, 16, 22, 44, 12, 25, 18, 25]);
  assert.equal(score, 0.9);
});

test("the most certain comes first, and the given order is left alone", () => {
  const faces = [0.5, 0.9, 0.7].map((score) => face(0, 0, 1, 1, { score }));
  assert.deepEqual(byScore(faces).map(({ score }) => score), [0.9, 0.7, 0.5]);
  assert.equal(faces[0].score, 0.5);
});

test("the square of a tilted head is turned with the eyes", () => {
  const tilted = face(0, 0, 10, 20, { eyes: [2, 2, 4, 4] });
  assert.deepEqual(squareOf(tilted, { scale: 1.5, isTurned: true }), { x: 5, y: 10, side: 30, angle: Math.PI / 4 });
  assert.equal(squareOf(tilted, { scale: 1, isTurned: false }).angle, 0);
});

test("boxes are cut to the frame", () => {
  assert.deepEqual(pixelBox(face(-5, 10.4, 30, 99), 2, { width: 50, height: 100 }), [0, 21, 50, 79]);
});
