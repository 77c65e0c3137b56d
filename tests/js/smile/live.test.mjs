import assert from "node:assert/strict";
import { test } from "node:test";
import { createLiveDetector } from "../../../static/src/booth/smile/detector/live.js";

const FRAME = { width: 640, height: 360, data: new Uint8ClampedArray(0) };
const FACE = { points: [100, 50, 160, 130], score: 0.9 };
const MESH = [120, 80, 140, 100];

/** A detector that writes down what it was asked to do. */
function fake({ faces = [FACE], isFar = false, isEvened = false, scores = () => 0.5, meshes = () => MESH } = {}) {
  const calls = [];
  const measure = (given) =>
    given.map((face) => ({ face, smile: scores(), mesh: meshes() })).filter(({ smile }) => smile !== null);
  return {
    calls,
    async look() {
      calls.push("look");
      return { seen: measure(faces), isFar, isEvened };
    },
    async findNear() {
      calls.push("near");
      return [];
    },
    async measured(frame, given, { isEvened: inBetterLight }) {
      calls.push(inBetterLight ? "score in better light" : "score");
      return measure(given);
    },
  };
}

async function run(detector, frames) {
  const live = createLiveDetector(detector);
  const found = [];
  for (let n = 0; n < frames; n += 1) found.push((await live.faces(FRAME)).length);
  return found;
}

test("faces near by are found on every third frame, and scored on each", async () => {
  const detector = fake();
  assert.deepEqual(await run(detector, 4), [1, 1, 1, 1]);
  assert.deepEqual(detector.calls, ["look", "score", "score", "look"]);
});

test("faces far away are found on every sixth frame, and scored on each", async () => {
  const detector = fake({ isFar: true });
  assert.deepEqual(await run(detector, 7), [1, 1, 1, 1, 1, 1, 1]);
  assert.deepEqual(detector.calls, ["look", ...Array(5).fill("score"), "look"]);
});

test("faces that only better light shows are scored in better light", async () => {
  const detector = fake({ isEvened: true });
  assert.deepEqual(await run(detector, 3), [1, 1, 1]);
  assert.deepEqual(detector.calls, ["look", "score in better light", "score in better light"]);
});

test("where the quick model is enough and nobody is, it looks on every frame", async () => {
  const detector = fake({ faces: [] });
  await run(detector, 3);
  assert.deepEqual(detector.calls, ["look", "look", "look"]);
});

test("between, a face's box goes where its landmarks go", async () => {
  const meshes = [0, 10, 25].map((right) => MESH.map((value, at) => (at % 2 ? value + 2 : value + right)));
  const live = createLiveDetector(fake({ meshes: () => meshes.shift() }));
  const lefts = [];
  for (let n = 0; n < 3; n += 1) lefts.push((await live.faces(FRAME))[0].box[0]);
  assert.deepEqual(lefts, [100, 110, 125]);
});

test("a held face that has gone is looked for at once", async () => {
  const smiles = [0.5, null, 0.5];
  const detector = fake({ isFar: true, scores: () => smiles.shift() });
  assert.deepEqual(await run(detector, 3), [1, 0, 1]);
  assert.deepEqual(detector.calls, ["look", "score", "look"]);
});

test("what only looks like a face does not keep the slower model at it", async () => {
  const detector = fake({ faces: [FACE, FACE], isFar: true, scores: () => null });
  await run(detector, 3);
  assert.equal(detector.calls.filter((call) => call === "look").length, 1);
});

test("where nobody is, the quick model looks on the frames between", async () => {
  const detector = fake({ faces: [], isFar: true });
  await run(detector, 4);
  assert.deepEqual(detector.calls.filter((call) => call !== "score"), ["look", "near", "near", "look"]);
});

test("boxes are in the frame's pixels", async () => {
  const [face] = await createLiveDetector(fake()).faces(FRAME);
  assert.deepEqual(face, { box: [100, 50, 60, 80], smile: 0.5 });
});
