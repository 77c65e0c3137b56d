import assert from "node:assert/strict";
import { test } from "node:test";
import { onStage, ringOf } from "../../../static/src/booth/smile/placement.js";
import { createTrigger } from "../../../static/src/booth/smile/trigger.js";

const feedAll = (trigger, scores, start = 0) =>
  scores.map((score, index) => trigger.feed(score, start + index * 50));

test("a smile that lasts three frames starts the countdown, a shorter one does not", () => {
  const trigger = createTrigger({ threshold: () => 0.5 });
  assert.deepEqual(feedAll(trigger, [0.9, 0.9, 0.2, 0.9, 0.5, 0.7]), [false, false, false, false, false, true]);
});

test("where frames are rare, two will do", () => {
  const trigger = createTrigger({ threshold: () => 0.5 });
  assert.equal(trigger.feed(0.9, 0, { needed: 2 }), false);
  assert.equal(trigger.feed(0.9, 500, { needed: 2 }), true);
});

test("nobody in the picture starts nothing", () => {
  const trigger = createTrigger({ threshold: () => 0.5 });
  assert.ok(!feedAll(trigger, [null, null, null, null, null]).includes(true));
});

test("the same smile does not start the next strip", () => {
  const trigger = createTrigger({ threshold: () => 0.5, restMs: 4000 });
  trigger.rest(10_000);
  assert.ok(!feedAll(trigger, Array(80).fill(0.9), 10_000).includes(true));
  assert.equal(trigger.feed(0.9, 14_000), true);
});

test("the same smile does not start it again for long, but does at last", () => {
  const trigger = createTrigger({ threshold: () => 0.5 });
  trigger.rest(0);
  assert.ok(!feedAll(trigger, Array(390).fill(0.9)).includes(true));
  assert.equal(trigger.feed(0.9, 20_000), true);
});

test("a smile that ended and began again does, but not one that a frame has missed", () => {
  const trigger = createTrigger({ threshold: () => 0.5, restMs: 4000 });
  trigger.rest(10_000);
  assert.ok(!feedAll(trigger, [0.9, 0.1, 0.9, 0.9, 0.9], 10_000).includes(true));
  assert.ok(feedAll(trigger, [0.1, null, 0.1, 0.9, 0.9, 0.9], 10_500).at(-1));
});

test("a face is where it is seen: mirrored, and cut by the stage", () => {
  const frame = { width: 480, height: 270 };
  const stage = { width: 540, height: 540 }; // scale 2: 210 px are cut off on either side
  assert.deepEqual(onStage([100, 50, 60, 80], frame, stage, false), { left: -10, top: 100, width: 120, height: 160 });
  assert.deepEqual(onStage([100, 50, 60, 80], frame, stage, true), { left: 430, top: 100, width: 120, height: 160 });
});

test("a ring goes round the middle of the face", () => {
  const ring = ringOf({ left: 100, top: 100, width: 100, height: 120 });
  assert.equal(ring.left + ring.size / 2, 150);
  assert.ok(ring.size > 120 && ring.top < 100);
});
