import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createFrame } from "../../../static/src/booth/smile/detector/frame.js";
import { createScorer } from "../../../static/src/booth/smile/detector/scoring.js";

const rules = JSON.parse(readFileSync(new URL("../../../booth/smile/detector.json", import.meta.url)));
const FRAME = createFrame({ width: 64, height: 48, data: new Uint8ClampedArray(64 * 48 * 4).fill(90) });
const FACE = { points: [10, 10, 40, 40, 20, 20, 30, 20], score: 0.9 };

/** A scorer whose models write down what they are asked; the mesh is this sure of a face, look by look. */
function fake({ doubt, presences = [9, 9] }) {
  const looks = { mesh: 0, expression: 0, network: 0 };
  const mesh = Float32Array.from({ length: rules.mesh.points * 3 }, (_, at) => (at * 71) % 192);
  const models = {
    network: { size: 48, run: async () => ((looks.network += 1), [Float32Array.of(0)]) },
    mesh: { size: 192, run: async () => [mesh, [presences[looks.mesh++]]] },
    expression: {
      size: 64,
      async run() {
        looks.expression += 1;
        return [Float32Array.of(0, 0, 0, 0.5, 0, 0, 0)];
      },
    },
  };
  const score = createScorer({ models, rules: { ...rules, score: { ...rules.score, doubt } } });
  return { looks, score: (options) => score(FRAME, FACE, options) };
}

test("a sure face is looked at once", async () => {
  const { looks, score } = fake({ doubt: 0 });
  assert.ok((await score()).smile >= 0);
  assert.deepEqual(looks, { mesh: 1, expression: 1, network: 1 });
});

test("in doubt the mesh looks again, and the models at the mirror image too", async () => {
  const { looks, score } = fake({ doubt: 1e9 });
  assert.ok((await score()).smile >= 0);
  assert.deepEqual(looks, { mesh: 2, expression: 3, network: 3 });
});

test("a second look that finds no face leaves the first one's word", async () => {
  const { looks, score } = fake({ doubt: 1e9, presences: [9, -9] });
  const { smile } = await score();
  assert.deepEqual(looks, { mesh: 2, expression: 1, network: 1 });
  assert.equal(smile, (await fake({ doubt: 0 }).score()).smile);
});

test("what the mesh does not hold for a face has no smile", async () => {
  assert.equal(await fake({ doubt: 1e9, presences: [-9] }).score(), null);
});

test("a faint face must pass the second look, however sure its smile is", async () => {
  const { looks, score } = fake({ doubt: 0 });
  assert.ok((await score({ isFaint: true })).smile >= 0);
  assert.deepEqual(looks, { mesh: 2, expression: 2, network: 2 });
  assert.equal(await fake({ doubt: 0, presences: [9, -9] }).score({ isFaint: true }), null);
});
