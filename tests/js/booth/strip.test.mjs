import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { coverBox, fitLines } from "../../../static/src/booth/strip/fit.js";
import { applyMatrix, isIdentity, svgValues } from "../../../static/src/booth/strip/matrix.js";

const filters = JSON.parse(readFileSync(new URL("../../../gallery/filters.json", import.meta.url)));
const matrixOf = (slug) => filters.find((each) => each.slug === slug).matrix;
const applied = (matrix, ...rgb) => [...applyMatrix(new Uint8ClampedArray([...rgb, 255]), matrix)];

test("natural changes nothing and is known to", () => {
  assert.ok(isIdentity(matrixOf("natural")));
  assert.deepEqual(applied(matrixOf("natural"), 12, 200, 255), [12, 200, 255, 255]);
  assert.equal(filters.filter((each) => isIdentity(each.matrix)).length, 1);
});

test("grey has the luma of the original demo", () => {
  const luma = Math.round(0.299 * 200 + 0.587 * 100 + 0.114 * 50);
  assert.deepEqual(applied(matrixOf("grey"), 200, 100, 50), [luma, luma, luma, 255]);
});

test("offsets are in 0..255 and results stay in range", () => {
  const brighter = [1, 0, 0, 100, 0, 1, 0, 0, 0, 0, 1, -100];
  assert.deepEqual(applied(brighter, 200, 10, 50), [255, 10, 0, 255]);
});

test("the live picture's matrix is the strip's, with offsets in 0..1", () => {
  const values = svgValues([1, 2, 3, 51, 4, 5, 6, 0, 7, 8, 9, 255]).split(" ").map(Number);
  assert.deepEqual(values, [1, 2, 3, 0, 0.2, 4, 5, 6, 0, 0, 7, 8, 9, 0, 1, 0, 0, 0, 1, 0]);
});

test("a wide photo loses its sides in a slot, a tall one its top and bottom", () => {
  assert.deepEqual(coverBox(1600, 900, { width: 300, height: 300 }), { x: 350, y: 0, width: 900, height: 900 });
  assert.deepEqual(coverBox(900, 1600, { width: 300, height: 300 }), { x: 0, y: 350, width: 900, height: 900 });
});

const measure = (line) => Array.from(line).length * 0.5;
const box = { width: 100, largest: 20, smallest: 10, measure };

test("a short name takes one line at full size", () => {
  assert.deepEqual(fitLines("Ana & Leo", box), { lines: ["Ana & Leo"], size: 20 });
});

test("a longer name shrinks, a long one takes two lines", () => {
  assert.equal(fitLines("Ana & Leonard", box).lines.length, 1);
  const { lines, size } = fitLines("The summer party of everyone", box);
  assert.deepEqual(lines, ["The summer party", "of everyone"]);
  assert.ok(lines.every((line) => measure(line) * size <= 100.01));
});

test("what does not fit even so ends in an ellipsis", () => {
  const { lines, size } = fitLines("Donaudampfschifffahrtsgesellschaft ".repeat(4), box);
  assert.equal(size, 10);
  assert.ok(lines.length <= 2);
  assert.ok(lines.at(-1).endsWith("…"));
  assert.ok(lines.every((line) => measure(line) * size <= 100.01));
});
