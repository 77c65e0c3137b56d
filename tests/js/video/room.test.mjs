import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createRoom } from "../../../static/src/video/room.js";
import { connection, createTrack, createVendor, stream } from "./vendor_double.mjs";

const LONG = 60_000;

beforeEach((context) => context.mock.method(console, "warn", () => {}));

/** Let what is promised happen. */
const settle = async () => {
  for (let turns = 0; turns < 20; turns += 1) await null;
};

function setUp(context, answers = []) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const vendor = createVendor();
  const news = [];
  const asked = [];
  const loads = [];
  const room = createRoom({
    async fetchPass(refused) {
      asked.push(refused);
      const answer = answers.length ? answers.shift() : `room ${asked.length}`;
      if (typeof answer !== "string") return answer;
      return { is_live: true, video_session_id: answer, token: "T", config: { projectId: "p", scriptUrl: "s" } };
    },
    async load(url) {
      loads.push(url);
      return vendor.OT;
    },
  });
  for (const name of ["state", "stream", "gone", "company", "out", "signal:command"]) {
    room.on(name, (...values) => news.push([name, ...values]));
  }
  return { room, vendor, news, asked, loads, later: async (ms) => (context.mock.timers.tick(ms), settle()) };
}

async function live(context, answers) {
  const made = setUp(context, answers);
  made.room.start();
  await settle();
  made.vendor.last().connected();
  await settle();
  assert.equal(made.room.state(), "live");
  return made;
}

test("a room is entered with a pass", async (context) => {
  const { room, vendor, news, loads } = await live(context, ["A"]);
  room.start();
  assert.deepEqual(news, [["state", "joining"], ["state", "live"]]);
  assert.deepEqual([vendor.sessions.length, vendor.last().id, vendor.last().token], [1, "A", "T"]);
  assert.deepEqual(loads, ["s"]);
});

test("without video the vendor's script is not fetched, and nothing is tried again", async (context) => {
  const { room, loads, asked, later } = setUp(context, [{ is_live: false }]);
  room.start();
  await settle();
  await later(LONG);
  assert.deepEqual([room.state(), loads.length, asked.length], ["off", 0, 1]);
});

test("no pass, no script, no answer: it is tried again, later and later", async (context) => {
  const { room, asked, later } = setUp(context, [null, null, null]);
  room.start();
  await settle();
  assert.equal(room.state(), "lost");
  await later(1000);
  assert.equal(asked.length, 2);
  await later(900);
  assert.equal(asked.length, 2);
  await later(1100);
  assert.equal(asked.length, 3);
});

test("a room that never opens is left", async (context) => {
  const { room, vendor, later } = setUp(context);
  room.start();
  await settle();
  await later(15_000);
  assert.deepEqual([room.state(), vendor.last().isOver], ["lost", true]);
  vendor.last().connected();
  await settle();
  assert.equal(room.state(), "lost");
});

test("after a drop it comes back with a fresh pass, and publishes again", async (context) => {
  const { room, vendor, news, asked, later } = await live(context);
  const track = createTrack();
  room.publish(track, { name: "Bar" });
  room.publish(track, { name: "Bar" });
  const first = vendor.last();
  assert.equal(first.published.length, 1);
  first.tell("streamCreated", { stream: stream("s", { kind: "guest", name: "Ana", id: "7" }) });
  first.tell("sessionDisconnected", { reason: "networkDisconnected" });
  assert.equal(track.clones[0].isStopped, true);
  await later(1000);
  vendor.last().connected();
  await settle();
  assert.deepEqual([vendor.sessions.length, asked], [2, ["", ""]]);
  assert.equal(vendor.last().published[0].options.name, "Bar");
  assert.deepEqual(news.slice(2), [
    ["stream", { id: "s", kind: "guest", name: "Ana", member: "7", width: 4, height: 3 }],
    ["gone", "s"],
    ["state", "lost"],
    ["state", "live"],
  ]);
});

test("what the vendor mends by itself is not begun anew, unless it takes too long", async (context) => {
  const { room, vendor, later } = await live(context);
  vendor.last().tell("sessionReconnecting");
  assert.equal(room.state(), "lost");
  vendor.last().tell("sessionReconnected");
  await later(LONG);
  assert.deepEqual([room.state(), vendor.sessions.length], ["live", 1]);
  vendor.last().tell("sessionReconnecting");
  await later(45_000);
  await later(1000);
  assert.deepEqual([vendor.sessions.length, vendor.sessions[0].isOver], [2, true]);
});

test("a room that the provider does not know is exchanged", async (context) => {
  const { room, vendor, asked, later } = setUp(context, ["A", "B"]);
  room.start();
  await settle();
  vendor.last().connected(Object.assign(new Error("no"), { name: "OT_INVALID_SESSION_ID" }));
  await settle();
  await later(1000);
  assert.deepEqual([asked, vendor.last().id], [["", "A"], "B"]);
});

test("a refused token costs the room only when a fresh one is refused as well", async (context) => {
  const { room, vendor, asked, later } = setUp(context);
  room.start();
  for (const wait of [1000, 2000, 4000]) {
    await settle();
    vendor.last().connected(Object.assign(new Error("no"), { name: "OT_AUTHENTICATION_ERROR" }));
    await settle();
    await later(wait);
  }
  assert.deepEqual(asked, ["", "", "room 2", ""]);
});

test("the page's own track goes on when live video ends or moves to another", async (context) => {
  const { room } = await live(context);
  const [one, other] = [createTrack(), createTrack()];
  room.publish(one);
  room.publish(other);
  assert.deepEqual([one.clones[0].isStopped, other.clones[0].isStopped], [true, undefined]);
  room.unpublish();
  assert.equal(other.clones[0].isStopped, true);
  assert.ok(!one.isStopped && !other.isStopped);
});

test("a picture that was not sent is sent again", async (context) => {
  const { room, vendor, later } = await live(context);
  room.publish(createTrack());
  vendor.last().publishDone(new Error("timeout"));
  await later(5000);
  assert.equal(vendor.last().published.length, 2);
});

test("signals come with their sender, ours with none", async (context) => {
  const { room, vendor, news } = await live(context);
  const from = connection("g", { kind: "guest", name: "Eve", id: "9" });
  vendor.last().tell("signal", { type: "signal:command", data: "1", from });
  vendor.last().tell("signal", { type: "signal:command", data: "2", from: null });
  assert.deepEqual(news.slice(2), [
    ["signal:command", "1", { kind: "guest", name: "Eve", id: "9" }],
    ["signal:command", "2", null],
  ]);
  assert.equal(await room.signal("snap", "{}"), true);
  assert.deepEqual(vendor.last().said, { type: "snap", data: "{}" });
  room.stop();
  assert.equal(await room.signal("snap", "{}"), false);
});

test("company is everybody but us, and nobody once we are out", async (context) => {
  const { vendor, news } = await live(context);
  const staff = { kind: "staff", name: "", id: "" };
  vendor.last().tell("connectionCreated", { connection: connection("ours", { kind: "booth" }) });
  vendor.last().tell("connectionCreated", { connection: connection("s", staff) });
  vendor.last().tell("connectionDestroyed", { connection: connection("s", staff) });
  assert.deepEqual(news.slice(2), [["company", [staff]], ["company", []]]);
});

test("who is put out stays out", async (context) => {
  const { room, vendor, news, later } = await live(context);
  vendor.last().tell("sessionDisconnected", { reason: "forceDisconnected" });
  await later(LONG);
  assert.deepEqual(news.slice(2), [["state", "off"], ["out"]]);
  assert.equal(vendor.sessions.length, 1);
  room.start();
  await settle();
  assert.equal(vendor.sessions.length, 2);
});

test("the booth goes to another room, says so, and takes its picture along", async (context) => {
  const { room, vendor, news } = await live(context, ["A", "B"]);
  room.publish(createTrack());
  const first = vendor.last();
  room.follow("A");
  await settle();
  assert.equal(vendor.sessions.length, 1);
  room.follow("");
  room.follow("");
  await settle();
  assert.deepEqual([first.said, first.isOver], [{ type: "moved", data: "" }, true]);
  assert.deepEqual([vendor.sessions.length, vendor.last().id], [2, "B"]);
  vendor.last().connected();
  await settle();
  room.follow("B");
  await settle();
  assert.deepEqual([vendor.sessions.length, vendor.last().published.length], [2, 1]);
  assert.deepEqual(news.slice(2), [["state", "joining"], ["state", "live"]]);
});

test("a room that does not answer is left all the same", async (context) => {
  const { room, vendor, later } = await live(context);
  vendor.last().signal = () => {};
  room.follow("another");
  await settle();
  assert.equal(vendor.sessions.length, 1);
  await later(1000);
  assert.equal(vendor.sessions.length, 2);
});

test("the others follow the booth, and nobody else", async (context) => {
  const { vendor } = await live(context);
  const says = (from) => vendor.last().tell("signal", { type: "signal:moved", data: "", from });
  says(connection("g", { kind: "guest", name: "Eve", id: "9" }));
  says(null);
  await settle();
  assert.equal(vendor.sessions.length, 1);
  says(connection("b", { kind: "booth", name: "", id: "1" }));
  await settle();
  assert.deepEqual([vendor.sessions.length, vendor.sessions[0].isOver], [2, true]);
});

test("stopping in the middle of entering leaves nothing behind", async (context) => {
  const { room, vendor, later } = setUp(context);
  room.start();
  room.stop();
  await settle();
  assert.equal(vendor.sessions.length, 0);
  room.start();
  await settle();
  room.stop();
  vendor.last().connected();
  await later(LONG);
  assert.deepEqual([room.state(), vendor.last().isOver, vendor.sessions.length], ["off", true, 1]);
});

test("when the network is back nobody waits for the next try", async (context) => {
  const { room, asked } = setUp(context, [null]);
  room.start();
  await settle();
  room.hurry();
  room.hurry();
  await settle();
  assert.equal(asked.length, 2);
});

test("watching ends with the stream; a stream that is gone is not watched", async (context) => {
  const { room, vendor } = await live(context);
  vendor.last().tell("streamCreated", { stream: stream("s", { kind: "booth" }) });
  const watch = room.watch("s", {});
  const { subscriber } = vendor.last();
  const blob = await watch.grab();
  assert.deepEqual([blob.type, blob.size], ["image/png", 2]);
  vendor.last().tell("streamDestroyed", { stream: { streamId: "s" } });
  assert.equal(subscriber.isGone, true);
  assert.equal(await watch.grab(), null);
  assert.equal(room.watch("s", {}), null);
});
