import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmitter } from "../../../static/src/booth/emitter.js";
import { createLivePicture } from "../../../static/src/control/live_picture.js";
import { chosen } from "../../../static/src/control/watching.js";

const tile = (name, isOn) => ({ name, live: { isOn: () => isOn } });

test("a few booths are watched at once, and those that are stay", () => {
  const tiles = [tile("a", false), tile("b", true), tile("c", false), tile("d", true)];
  assert.deepEqual(chosen(tiles, 3).map(({ name }) => name), ["b", "d", "a"]);
});

function setUp(context) {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const { on, emit } = createEmitter();
  const calls = [];
  const element = {
    frames: 0,
    setAttribute: (name, value) => (element[name] = value),
    getVideoPlaybackQuality: () => ({ totalVideoFrames: element.frames }),
  };
  const room = {
    on,
    emit,
    start: () => calls.push("start"),
    stop: () => calls.push("stop"),
    watch: (id) => ({ id, element, stop() {} }),
  };
  const place = { toggleAttribute: (name, isSet) => (place[name] = isSet) };
  let changes = 0;
  const live = createLivePicture({ place, room, onChange: () => (changes += 1) });
  live.call("Live picture of Bar");
  return { live, room, element, place, calls, changes: () => changes, later: (ms) => context.mock.timers.tick(ms) };
}

test("the picture shows while it moves, and no longer", (context) => {
  const { live, room, element, place, changes, later } = setUp(context);
  live.start();
  room.emit("stream", { id: "g", kind: "guest" });
  room.emit("stream", { id: "s", kind: "booth" });
  later(2000);
  assert.equal(live.isMoving(), false);
  element.frames = 5;
  later(500);
  assert.deepEqual([live.isMoving(), place["data-moving"], element["aria-label"]], [true, true, "Live picture of Bar"]);
  later(2500);
  assert.equal(live.isMoving(), true);
  later(500);
  assert.equal(live.isMoving(), false);
  element.frames = 6;
  later(500);
  assert.equal(live.isMoving(), true);
  room.emit("gone", "s");
  assert.deepEqual([live.isMoving(), changes()], [false, 4]);
});

test("a short look elsewhere costs no new start, a long one ends it", (context) => {
  const { live, room, element, calls, later } = setUp(context);
  let frames = 0;
  Object.defineProperty(element, "frames", { get: () => (frames += 1) });
  live.start();
  room.emit("stream", { id: "s", kind: "booth" });
  live.stop();
  later(7999);
  live.start();
  later(8000);
  assert.deepEqual(calls, ["start"]);
  live.stop();
  live.stop();
  later(8000);
  assert.deepEqual([calls, live.isOn()], [["start", "stop"], false]);
  live.start();
  live.stop({ atOnce: true });
  assert.deepEqual(calls, ["start", "stop", "start", "stop"]);
});

test("without a picture for long, it asks which room is the booth's", (context) => {
  const { live, room, element, calls, later } = setUp(context);
  live.start();
  later(15_000);
  assert.deepEqual(calls, ["start", "stop", "start"]);
  room.emit("stream", { id: "s", kind: "booth" });
  later(15_000);
  assert.equal(calls.length, 5);
  for (let looks = 0; looks < 60; looks += 1) {
    element.frames += 1;
    later(500);
  }
  assert.equal(calls.length, 5);
  room.emit("gone", "s");
  later(15_000);
  assert.equal(calls.length, 7);
});
