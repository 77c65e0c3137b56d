import assert from "node:assert/strict";
import { test } from "node:test";
import { onStage, ringOf } from "../../../static/src/booth/smile/placement.js";
import { createTrigger } from "../../../static/src/booth/smile/trigger.js";

test("two smiles in a row start the countdown, one does not", () => {
  const trigger = createTrigger({ threshold: 0.5 });
  assert.equal(trigger.feed(0.9, 0), false);
  assert.equal(trigger.feed(0.2, 500), false);
  assert.equal(trigger.feed(0.9, 1000), false);
  assert.equal(trigger.feed(0.5, 1500), true);
});

test("nobody in the picture starts nothing", () => {
  const trigger = createTrigger({ threshold: 0.5 });
  assert.ok(![0, 500, 1000].some((now) => trigger.feed(null, now)));
});

test("the same smile does not start the next strip", () => {
  const trigger = createTrigger({ threshold: 0.5, restMs: 4000 });
  trigger.rest(10_000);
  assert.ok(![10_500, 11_000, 13_999].some((now) => trigger.feed(0.9, now)));
  assert.equal(trigger.feed(0.9, 14_000), false);
  assert.equal(trigger.feed(0.9, 14_500), true);
});

test("a smile that ended and began again does", () => {
  const trigger = createTrigger({ threshold: 0.5, restMs: 4000 });
  trigger.rest(10_000);
  trigger.feed(0.1, 10_500);
  trigger.feed(0.9, 11_000);
  assert.equal(trigger.feed(0.9, 11_500), true);
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
