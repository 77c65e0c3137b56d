import assert from "node:assert/strict";
import { test } from "node:test";
import { constraintLadder, mayHelpToAskLess } from "../../../static/src/booth/camera/constraints.js";
import { problemOf, retriesByItself, wordsFor } from "../../../static/src/booth/camera/problems.js";

const named = (name) => Object.assign(new Error(name), { name });

test("asks for the most first and for anything last", () => {
  const ladder = constraintLadder("");
  assert.deepEqual(ladder[0].video.width, { ideal: 4096 });
  assert.equal(ladder.at(-1).video, true);
  assert.ok(ladder.every((each) => each.audio === false));
});

test("a chosen camera is asked for by its id until the last resort", () => {
  const ladder = constraintLadder("cam-2").slice(0, -1);
  assert.ok(ladder.every((each) => each.video.deviceId.exact === "cam-2"));
});

test("each failure has its own words, and most heal by themselves", () => {
  const problems = ["NotAllowedError", "NotFoundError", "NotReadableError", "Odd"].map((name) => problemOf(named(name)));
  assert.deepEqual(problems, ["refused", "absent", "busy", "unknown"]);
  assert.deepEqual(problems.map(retriesByItself), [false, true, true, true]);
  assert.equal(new Set(problems.map((each) => wordsFor(each).title)).size, 4);
});

test("no state blames the guest or shouts", () => {
  for (const name of ["asking", "refused", "absent", "unplugged", "busy", "paused", "insecure", "unknown"]) {
    const { title, text } = wordsFor(name);
    assert.ok(title && text);
    assert.doesNotMatch(title + text, /!|error/i);
  }
});

test("asking for less is tried when the camera can't, not when it may not", () => {
  assert.ok(mayHelpToAskLess(named("OverconstrainedError")));
  assert.ok(!mayHelpToAskLess(named("NotAllowedError")));
});
