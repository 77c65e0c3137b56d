import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createOnAir } from "../../../static/src/booth/afar/on_air.js";
import { takeFrameOr } from "../../../static/src/booth/camera/still.js";
import { createEmitter } from "../../../static/src/booth/emitter.js";

const STAFF = [{ kind: "staff" }];
const LINGER_MS = 15_000;

beforeEach(() => {
  globalThis.window = new EventTarget();
  globalThis.document = Object.assign(new EventTarget(), { hidden: false });
  if (!globalThis.navigator) globalThis.navigator = {};
  globalThis.requestIdleCallback = (callback) => callback();
});

async function setUp(context, { url = "/video/", fetchModule } = {}) {
  context.mock.method(console, "warn", () => {});
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { on, emit } = createEmitter();
  const sent = [];
  const room = {
    on,
    emit,
    starts: 0,
    hurries: 0,
    start: () => (room.starts += 1),
    hurry: () => (room.hurries += 1),
    followed: [],
    follow: (id) => room.followed.push(id),
    state: () => "live",
    publish: (track) => sent.at(-1) !== track && sent.push(track),
    unpublish: () => sent.length && sent.at(-1) !== null && sent.push(null),
    grab: async () => "blob",
  };
  const eyes = createEmitter();
  const camera = { on: eyes.on, isFine: true, isLive: () => camera.isFine };
  const [notes, commands] = [[], []];
  let fetches = 0;
  const onAir = createOnAir({
    url, camera,
    note: (text) => notes.push(text),
    onCommand: (command) => commands.push(command),
    onState() {},
    fetchModule: fetchModule ?? (async () => ((fetches += 1), { createBoothRoom: () => room })),
  });
  const sees = (track) => eyes.emit("live", { getVideoTracks: () => [track] });
  await onAir.start();
  return { onAir, room, camera, eyes, sees, sent, notes, commands, fetches: () => fetches };
}

const track = () => ({ readyState: "live" });

test("without video nothing is fetched", async (context) => {
  const { onAir, fetches } = await setUp(context, { url: "" });
  assert.deepEqual([fetches(), onAir.state(), await onAir.grab()], [0, "off", null]);
});

test("the camera is sent while somebody watches, and a while longer", async (context) => {
  const { room, sees, sent } = await setUp(context);
  const one = track();
  sees(one);
  room.emit("company", [{ kind: "booth" }]);
  assert.deepEqual(sent, []);
  room.emit("company", STAFF);
  assert.deepEqual(sent, [one]);
  room.emit("company", []);
  context.mock.timers.tick(LINGER_MS - 1);
  room.emit("company", STAFF);
  context.mock.timers.tick(LINGER_MS);
  assert.deepEqual(sent, [one]);
  room.emit("company", []);
  context.mock.timers.tick(LINGER_MS);
  assert.deepEqual(sent, [one, null]);
});

test("another camera is sent instead, one that went away is not", async (context) => {
  const { room, camera, eyes, sees, sent } = await setUp(context);
  const [one, other] = [track(), track()];
  room.emit("company", STAFF);
  sees(one);
  camera.isFine = false;
  eyes.emit("problem", "unplugged");
  eyes.emit("problem", "asking");
  camera.isFine = true;
  sees(other);
  assert.deepEqual(sent, [one, null, other]);
});

test("staff read that live video went and came, once each", async (context) => {
  const { room, notes } = await setUp(context);
  for (const state of ["joining", "live", "lost", "lost", "live"]) room.emit("state", state);
  assert.deepEqual(notes, ["Live video went away.", "Live video is back."]);
});

test("staff read that live video did not start", async (context) => {
  const { room, notes } = await setUp(context);
  for (const state of ["joining", "lost", "live"]) room.emit("state", state);
  assert.deepEqual(notes, ["Live video did not start.", "Live video is back."]);
});

test("only our server commands the booth", async (context) => {
  const { room, commands } = await setUp(context);
  room.emit("signal:command", '{"id":"a"}', { kind: "guest" });
  room.emit("signal:command", "{broken", null);
  room.emit("signal:command", '{"id":"b"}', null);
  assert.deepEqual(commands, [{ id: "b" }]);
});

test("the room does not wait when the network is back or the page is seen again", async (context) => {
  const { room } = await setUp(context);
  window.dispatchEvent(new Event("online"));
  document.dispatchEvent(new Event("visibilitychange"));
  document.hidden = true;
  document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(room.hurries, 2);
});

test("a booth that was put out comes back later", async (context) => {
  const { room, notes } = await setUp(context);
  room.emit("out");
  assert.equal(room.starts, 1);
  context.mock.timers.tick(60_000);
  assert.deepEqual([room.starts, notes], [2, ["Somebody has ended live video."]]);
});

test("the booth is in the room that the server names", async (context) => {
  const { onAir, room } = await setUp(context);
  onAir.follow("A");
  assert.deepEqual(room.followed, ["A"]);
});

test("without video there is no room to follow", async (context) => {
  const { onAir, room } = await setUp(context, { url: "" });
  onAir.follow("");
  assert.deepEqual(room.followed, []);
});

test("a module that did not come is fetched again, and the page lives on", async (context) => {
  let calls = 0;
  const { onAir } = await setUp(context, {
    fetchModule: async () => {
      calls += 1;
      throw new Error("away");
    },
  });
  assert.equal(onAir.state(), "off");
  context.mock.timers.tick(30_000);
  await null;
  await null;
  assert.equal(calls, 2);
});

test("where the camera's own picture cannot be had, live video's is taken", async (context) => {
  const video = { videoWidth: 0, videoHeight: 0 };
  globalThis.createImageBitmap = async (blob) => `picture of ${blob}`;
  context.after(() => delete globalThis.createImageBitmap);
  assert.equal(await takeFrameOr(video, async () => "blob"), "picture of blob");
  await assert.rejects(takeFrameOr(video, async () => null), /no picture yet/);
});
