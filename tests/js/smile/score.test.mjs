import assert from "node:assert/strict";
import { test } from "node:test";
import { placementOf } from "../../../static/src/booth/smile/detector/alignment.js";
import { createNetworks } from "../../../static/src/booth/smile/detector/network.js";
import { logit, mirrored } from "../../../static/src/booth/smile/detector/numbers.js";
import { mouthWidth, oddsOf } from "../../../static/src/booth/smile/detector/score.js";

const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-5, `${one} is not ${other}`);

test("networks see a standardised crop beside its mirror image", async () => {
  const asked = [];
  const model = { size: 2, run: async (values) => (asked.push([...values]), [Float32Array.of(1.5)]) };
  const networks = createNetworks({ model, rule: { contrast_floor: 2 } });
  assert.equal(await networks(Uint8Array.from([10, 20, 30, 40])), 1.5);
  const spread = Math.sqrt(500 / 3) + 2;
  const [a, b, c, d] = [-15, -5, 5, 15].map((value) => value / spread);
  [a, b, b, a, c, d, d, c].forEach((value, at) => near(asked[0][at], value));
  assert.equal(asked[0].length, 8);
});

test("a mirror image turns each row round", () => {
  assert.deepEqual([...mirrored(Uint8Array.from([1, 2, 3, 4]), 2)], [2, 1, 4, 3]);
});

test("a face that is turned, shifted and scaled comes to its standard place", () => {
  const places = [[-0.5, 0], [0.5, 0], [0, 0.8]];
  // Twice as large, a quarter turn clockwise on screen, round (100, 50).
  const mesh = places.flatMap(([x, y]) => [100 - 2 * y, 50 + 2 * x]);
  const square = placementOf(mesh, { points: [0, 1, 2], places });
  const { x, y, side, angle } = square({ centre: [0, 0.5], side: 3 });
  near(x, 99);
  near(y, 50);
  near(side, 6);
  near(angle, Math.PI / 2);
});

test("points that have fallen into one give a square that can be cut", () => {
  const square = placementOf([5, 5, 5, 5], { points: [0, 1], places: [[0, 0], [1, 0]] });
  const { side } = square({ centre: [0, 0], side: 1 });
  assert.ok(Number.isFinite(side));
});

test("three signs are weighed, and each counts", () => {
  const weights = { network: 1, expression: 0.5, mouth: 10, bias: -4 };
  near(oddsOf({ network: 0, expression: 0, mouth: 0.4 }, weights), 0);
  near(oddsOf({ network: 1, expression: 2, mouth: 0.5 }, weights), 3);
});

test("certain probabilities stay finite", () => {
  near(logit(0.5), 0);
  near(logit(1), Math.log((1 - 1e-5) / 1e-5));
});

test("the mouth is measured against the face", () => {
  near(mouthWidth([0, 0, 3, 4, 0, 0, 10, 0], { mouth: [0, 1], face: [2, 3] }), 0.5);
});
