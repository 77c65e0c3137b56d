import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmitter } from "../../../static/src/booth/emitter.js";
import { listenToBooth } from "../../../static/src/join/signals.js";
import { createVisit } from "../../../static/src/join/visit.js";
import { endWords, lineWords, problemWords, safeWords, waitingWords } from "../../../static/src/join/words.js";
import { whoIsHere } from "../../../static/src/join/who.js";

const storageOf = (kept = {}) => ({
  kept,
  getItem: (name) => kept[name] ?? null,
  setItem: (name, value) => (kept[name] = value),
});

test("a reload of the tab is the same guest, another invitation is another one", () => {
  const storage = storageOf();
  const first = whoIsHere({ invitation: "A" }, { storage });
  first.call("Ana");
  const again = whoIsHere({ invitation: "A" }, { storage });
  assert.deepEqual([again.key(), again.name()], [first.key(), "Ana"]);
  const other = whoIsHere({ invitation: "B" }, { storage });
  assert.notEqual(other.key(), first.key());
  assert.equal(other.name(), "Ana");
});

test("without storage a guest is somebody all the same", () => {
  const who = whoIsHere({ invitation: "A" }, { storage: null });
  who.call("Ana");
  assert.equal(who.name(), "Ana");
  assert.equal(who.credentials().guest, who.key());
});

function visitWith(...replies) {
  const asked = [];
  const transmit = async (request) => {
    asked.push(request);
    return { retryAfter: 0, ...(replies.shift() ?? { status: 0, body: null }) };
  };
  const who = { credentials: () => ({ invitation: "T", guest: "G" }) };
  const visit = createVisit({ config: { urls: { join: "/join/", leave: "/leave/" } }, who, transmit });
  const heard = [];
  visit.on("status", (status) => heard.push(status));
  return { visit, asked, heard };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test("a visit tells where the guest stands, and a network that is away changes nothing", async () => {
  const { visit, asked, heard } = visitWith(
    { status: 200, body: { id: "p", status: "waiting" } },
    { status: 200, body: { id: "p", status: "admitted" } },
  );
  visit.start("Ana");
  await settled();
  visit.hurry();
  await settled();
  visit.hurry();
  await settled();
  visit.stop();
  assert.deepEqual(heard, ["waiting", "admitted"]);
  assert.equal(visit.id(), "p");
  assert.deepEqual(asked[0].body, { invitation: "T", guest: "G", name: "Ana" });
});

test("an ended link ends the visit, a proxy's error page does not", async () => {
  const { visit, heard } = visitWith({ status: 410, body: null }, { status: 410, body: { code: "link_ended" } });
  visit.start("Ana");
  await settled();
  visit.hurry();
  await settled();
  visit.stop();
  assert.deepEqual(heard, ["ended"]);
});

test("an answer that comes after the visit was left is no news", async () => {
  const { visit, heard } = visitWith({ status: 200, body: { id: "p", status: "admitted" } });
  visit.start("Ana");
  visit.stop();
  await settled();
  assert.deepEqual(heard, []);
});

test("only the booth is listened to", () => {
  const room = createEmitter();
  const heard = [];
  const note = (data) => heard.push(data);
  listenToBooth(room, { countdown: note, snap: note, done: note });
  room.emit("signal:snap", '{"key":"a"}', { kind: "guest" });
  room.emit("signal:snap", '{"key":"b"}', null);
  room.emit("signal:snap", "not json", { kind: "booth" });
  room.emit("signal:snap", '{"key":"c"}', { kind: "booth" });
  assert.deepEqual(heard, [{ key: "c" }]);
});

test("there are words for everything that can end or hold up a visit", () => {
  for (const why of ["left", "hidden", "removed", "ended", "full"]) {
    const { title, text } = endWords(why);
    assert.ok(title && text.endsWith("."), why);
  }
  assert.equal(endWords("removed").mayReturn, false);
  assert.match(endWords("left", 2).text, /on 2 strips/);
  for (const problem of ["asking", "refused", "absent", "busy", "paused", "insecure", "unknown"]) {
    assert.ok(problemWords(problem).title, problem);
  }
  assert.match(waitingWords(true), /let you in/);
  assert.match(waitingWords(false), /not on line/);
  assert.equal(lineWords("live"), "");
  assert.match(lineWords("lost"), /try again/);
  assert.equal(safeWords(0), "");
  assert.match(safeWords(2), /2 pictures are/);
});
