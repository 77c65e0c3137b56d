import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { arrangeFooter } from "../../../static/src/booth/strip/arrangement.js";
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

const measureLine = (text) => ({ width: Array.from(text).length * 0.5, above: 0.72, below: 0.2 });
const column = { width: 528, height: 152 };
const content = { title: "Ana & Kwame", dateText: "21 November 2026" };

test("a footer has the name over the date in capitals, both in the middle", () => {
  const { words } = arrangeFooter(column, content, 0, measureLine);
  assert.deepEqual(words.map((line) => line.text), ["Ana & Kwame", "21 NOVEMBER 2026"]);
  assert.ok(words[0].size > words[1].size && words[0].baseline < words[1].baseline);
  for (const line of words) assert.ok(Math.abs(line.x + line.width / 2 - column.width / 2) < 0.01);
});

test("with a logo the words begin together beside it", () => {
  const { words, logoX } = arrangeFooter(column, content, 120, measureLine);
  assert.equal(words[0].x, words[1].x);
  assert.ok(words[0].x > logoX + 120);
  assert.ok(words[0].x + words[0].width <= column.width - logoX + 0.01);
});

test("a wide footer is a row with the date at its end", () => {
  const { words } = arrangeFooter({ width: 1704, height: 128 }, content, 0, measureLine);
  assert.equal(words[0].x, 0);
  assert.ok(Math.abs(words[1].x + words[1].width - 1704) < 0.01);
  assert.equal(words[0].baseline, words[1].baseline);
});

test("a footer never grows out of its height", () => {
  const tall = (text) => ({ ...measureLine(text), above: 1.6, below: 1.2 });
  const { words } = arrangeFooter(column, content, 0, tall);
  const last = words.at(-1);
  assert.ok(last.baseline + last.below <= column.height * 1.5 && words[0].size < 0.37 * 152);
});
