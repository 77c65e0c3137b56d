import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmitter } from "../../../static/src/booth/emitter.js";
import { createHeartbeat } from "../../../static/src/booth/afar/heartbeat.js";
import { createIncidents } from "../../../static/src/booth/afar/incidents.js";
import { createOrders } from "../../../static/src/booth/afar/orders.js";
import { cameraState } from "../../../static/src/booth/afar/state.js";
import { spell, watchBooth } from "../../../static/src/booth/afar/watch.js";

const LATER = new Date(10_000).toISOString();
const command = (id, more = {}) => ({
  id, booth: "me", kind: "countdown", options: {}, expires_at: LATER, ...more,
});

function orders({ outcome = () => "Done.", now = () => 0 } = {}) {
  const calls = [];
  let told = 0;
  const handlers = { countdown: (options) => (calls.push(options), outcome()) };
  const made = createOrders({ boothSession: "me", handlers, onDone: () => (told += 1), now });
  return { ...made, calls, told: () => told };
}

test("a command that comes by two ways is carried out once", () => {
  const one = orders();
  one.take(command("a"));
  one.take(command("a"));
  assert.equal(one.calls.length, 1);
  assert.deepEqual(one.done(), [{ id: "a", outcome: "Done." }]);
});

test("a command that frees the way for others is not carried out again by that", () => {
  let calls = 0;
  const one = createOrders({
    boothSession: "me",
    handlers: { countdown: () => ((calls += 1), one.carryOut(), "Counting down.") },
    onDone() {},
    now: () => 0,
  });
  one.take(command("a"));
  assert.equal(calls, 1);
  assert.deepEqual(one.done(), [{ id: "a", outcome: "Counting down." }]);
});

test("another booth's command is not ours", () => {
  const one = orders();
  one.take(command("a", { booth: "you" }));
  assert.deepEqual([one.calls, one.done()], [[], []]);
});

test("what cannot be done now waits, until it is too late", () => {
  let outcome = null;
  let time = 0;
  const one = orders({ outcome: () => outcome, now: () => time });
  one.take(command("a"));
  assert.deepEqual(one.done(), []);
  outcome = "Now.";
  one.carryOut();
  assert.deepEqual(one.done(), [{ id: "a", outcome: "Now." }]);
  outcome = null;
  one.take(command("b"));
  time = 20_000;
  one.carryOut();
  assert.equal(one.done()[1].outcome, "It came too late.");
  assert.equal(one.told(), 2);
});

test("a command of a kind to come is answered, not lost", () => {
  const one = orders();
  one.take(command("a", { kind: "dance" }));
  assert.match(one.done()[0].outcome, /does not know/);
});

test("incidents outlive a reload and go once the server has them", () => {
  let stored = "[]";
  const storage = { read: () => stored, write: (text) => (stored = text) };
  createIncidents({ storage, now: () => 0 }).note("The camera went away.");
  const after = createIncidents({ storage });
  assert.equal(after.waiting()[0].text, "The camera went away.");
  const sent = after.waiting();
  after.note("The camera is back.");
  after.drop(sent);
  assert.deepEqual(createIncidents({ storage }).waiting().map(({ text }) => text), ["The camera is back."]);
  stored = "{broken";
  assert.deepEqual(createIncidents({ storage }).waiting(), []);
});

test("what was said is dropped only when the server heard it", async () => {
  const answers = [{ status: 0 }, { status: 200, body: { commands: [command("a")] } }];
  const said = [];
  const one = orders();
  const incidents = createIncidents({ storage: { read: () => "[]", write() {} } });
  incidents.note("Hello");
  const transmit = async ({ body }) => (said.push(body), answers.shift() ?? { status: 0 });
  for (let beats = 0; beats < 2; beats += 1) {
    const heartbeat = createHeartbeat({ url: "/", readState: () => ({}), incidents, orders: one, transmit });
    const timers = [];
    const setTimer = globalThis.setTimeout;
    globalThis.setTimeout = (callback) => timers.push(callback);
    await heartbeat.now();
    globalThis.setTimeout = setTimer;
  }
  assert.deepEqual(said.map(({ incidents: lines }) => lines.length), [1, 1]);
  assert.deepEqual(incidents.waiting(), []);
  assert.equal(one.calls.length, 1);
});

test("what was done while a heartbeat was on its way is told by the next", async () => {
  const one = orders();
  const incidents = createIncidents({ storage: { read: () => "[]", write() {} } });
  one.take(command("a"));
  const told = [];
  const transmit = async ({ body }) => {
    told.push(body.done.map(({ id }) => id));
    one.take(command("b"));
    return { status: 200, body: {} };
  };
  const heartbeat = createHeartbeat({ url: "/", readState: () => ({}), incidents, orders: one, transmit });
  const setTimer = globalThis.setTimeout;
  globalThis.setTimeout = () => {};
  await heartbeat.now();
  globalThis.setTimeout = setTimer;
  assert.deepEqual(told, [["a"]]);
  assert.deepEqual(one.done(), [{ id: "b", outcome: "Done." }]);
});

test("words for the control room", () => {
  assert.deepEqual(
    [null, "asking", "insecure", "absent", "unplugged"].map(cameraState),
    ["ok", "asking", "refused", "none", "lost"],
  );
  assert.deepEqual([spell(25_000), spell(200_000), spell(8_000_000)], ["25 seconds", "3 minutes", "2 hours"]);
});

test("the log tells sleep and a locked device from a glance at another tab", (context) => {
  context.mock.timers.enable({ apis: ["setInterval", "Date"] });
  globalThis.window = new EventTarget();
  globalThis.document = Object.assign(new EventTarget(), { hidden: false });
  const notes = [];
  const { on } = createEmitter();
  let openings = 0;
  const camera = { on, isLive: () => false, open: () => (openings += 1) };
  watchBooth({ camera, outbox: { on }, note: (text) => notes.push(text) });
  const hide = (isHidden) => {
    document.hidden = isHidden;
    document.dispatchEvent(new Event("visibilitychange"));
  };
  const pass = (ms) => {
    for (let left = ms; left > 0; left -= 5000) context.mock.timers.tick(5000);
  };
  hide(true);
  pass(20_000);
  hide(false);
  assert.deepEqual(notes.splice(0), ["The booth's page was opened."]);
  hide(true);
  pass(30_000);
  hide(false);
  assert.deepEqual(notes.splice(0), ["Nobody saw the page for 30 seconds: locked, or another one in front."]);
  context.mock.timers.setTime(Date.now() + 60_000);
  hide(false);
  assert.match(notes[0], /^The page was asleep for \d+ seconds/);
  assert.equal(openings, 1);
});
