import assert from "node:assert/strict";
import { test } from "node:test";
import { placementOf } from "../../../static/src/booth/smile/detector/alignment.js";
import { createNetwork, createNetworks } from "../../../static/src/booth/smile/detector/network.js";
import { logit, mirrored } from "../../../static/src/booth/smile/detector/numbers.js";
import { mouthWidth, oddsOf } from "../../../static/src/booth/smile/detector/score.js";

const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-5, `${one} is not ${other}`);

/** A network of random weights: two convolutions, the second with stride 2, and two matrices. */
const SMALL = {
  size: 5,
  floor: 8,
  layers: [
    { kernel: 3, stride: 1, scales: "qmblOxxeFjw=", bias: "4JLgvKlktr0=", weights: "j83JX2mCAFKiTJ/4Uc7YxzjB" },
    {
      kernel: 3,
      stride: 2,
      scales: "yDW2O+DMxTvLodI7",
      bias: "x6UJvn5wO71qr0K+",
      weights: "1333t1ipWx2ejPKKpQR4909qUiHxBMT/4cB+hJmyeDFhtDjf/YEeVCqoCcV3YbACcFk1JIs+",
    },
    {
      kernel: 0,
      stride: 0,
      scales: "xAozO8Nkzzs=",
      bias: "tYxDPIZfg70=",
      weights: "L90lGZyQKeMZ07qn4lHn4RN65RfxG/IjDC10pxDx3L6O51OZ6Hdzt4IshM3/X5gpCKJYWPxx",
    },
    { kernel: 0, stride: 0, scales: "Bj8XPA==", bias: "/PcWvQ==", weights: "yKY=" },
  ],
};
const CROP = Uint8Array.from({ length: 25 }, (_, at) => (at * 37) % 256);

test("the network comes to what booth/smile/network.py comes to", () => {
  const network = createNetwork(SMALL);
  near(network(CROP), -0.13120586);
  near(network(mirrored(CROP, 5)), -1.3955896);
});

test("every other network sees the mirror image, and the mean counts", () => {
  const networks = createNetworks({ networks: [SMALL.layers, SMALL.layers, SMALL.layers], size: 5, contrast_floor: 8 });
  near(networks(CROP), (-0.13120586 * 2 - 1.3955896) / 3);
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
