import assert from "node:assert/strict";
import { test } from "node:test";
import { backoffMs } from "../../../static/src/booth/outbox/backoff.js";
import {
  lookEntry,
  messageEntry,
  shareEntry,
  snapEntry,
  stripEntry,
} from "../../../static/src/booth/outbox/entries.js";
import { dependentsOf, msUntilNext, nextEntry } from "../../../static/src/booth/outbox/order.js";
import { isConfirmed, outcomeOf, problemOf } from "../../../static/src/booth/outbox/outcome.js";
import { pillOf, summarise } from "../../../static/src/booth/outbox/summary.js";

const snap = (key, createdAt, more = {}) => ({ ...snapEntry({ key, url: "/snaps/" }, createdAt), ...more });
const strip = (key, snapKeys, createdAt) => stripEntry({ key, url: "/strips/", snapKeys }, createdAt);
const share = (token, stripKey, createdAt) => shareEntry({ token, url: "/shares/", stripKey }, createdAt);
const message = (key, token, createdAt) => messageEntry({ key, url: "/m/", token, recipient: { phone: "1" } }, createdAt);
const json = (status, body) => ({ status, body, retryAfter: 0 });
const refusal = (status, code = "no") => json(status, { code, detail: "No." });

test("the oldest entry goes first", () => {
  const entries = [snap("b", 2), snap("a", 1)];
  assert.equal(nextEntry(entries, 10).key, "a");
});

test("nothing goes before what it needs has gone", () => {
  const entries = [message("m", "t", 0), share("t", "s", 1), strip("s", ["a", "b"], 2), snap("a", 3), snap("b", 4)];
  const order = [];
  while (entries.length) {
    const next = nextEntry(entries, 10);
    order.push(next.id);
    entries.splice(entries.indexOf(next), 1);
  }
  assert.deepEqual(order, ["snap:a", "snap:b", "strip:s", "share:t", "message:m"]);
});

test("an entry that waits for its time lets the others pass", () => {
  const entries = [snap("a", 1, { nextAt: 500 }), snap("b", 2)];
  assert.equal(nextEntry(entries, 100).key, "b");
  assert.equal(nextEntry([entries[0]], 100), null);
  assert.equal(msUntilNext([entries[0]], 100), 400);
});

test("a parked photo holds back its strip and nothing else", () => {
  const parked = snap("a", 1, { problem: { status: 415 } });
  const entries = [parked, strip("s", ["a"], 2), snap("b", 3)];
  assert.equal(nextEntry(entries, 10).key, "b");
  assert.equal(msUntilNext([parked, entries[1]], 10), null);
});

test("a change of look waits for its strip and a later one takes its place", () => {
  const first = lookEntry({ stripKey: "s", url: "/strips/", look: { filter: "grey" } });
  const second = lookEntry({ stripKey: "s", url: "/strips/", look: { filter: "sepia" } });
  assert.equal(first.id, second.id);
  assert.equal(first.url, "/strips/s/");
  assert.equal(first.method, "PATCH");
  assert.equal(nextEntry([first, strip("s", [], Date.now() + 5)], Date.now() + 10).kind, "strip");
});

test("giving up a link gives up the text that carries it", () => {
  const entries = [share("t", "s", 1), message("m", "t", 2), message("n", "other", 3)];
  assert.deepEqual(dependentsOf("share:t", entries), ["message:m"]);
});

test("only our server's own answer about this very photo counts as sent", () => {
  const entry = snap("a", 1);
  assert.equal(outcomeOf(entry, json(201, { idempotency_key: "a" })), "sent");
  assert.equal(outcomeOf(entry, json(200, { idempotency_key: "a" })), "sent");
  assert.ok(!isConfirmed(entry, json(200, { idempotency_key: "b" })));
  assert.equal(outcomeOf(entry, json(200, null)), "hold", "a Wi-Fi log-in page");
  assert.equal(outcomeOf(entry, json(200, { welcome: true })), "retry");
  assert.equal(outcomeOf(share("t", "s", 1), json(201, { token: "t" })), "sent");
});

test("no network and a busy server hold everything back", () => {
  for (const status of [0, 429, 502, 503, 504, 507]) {
    assert.equal(outcomeOf(snap("a", 1), json(status, null)), "hold", String(status));
  }
  assert.equal(outcomeOf(snap("a", 1), refusal(507, "storage_full")), "hold");
});

test("an entry that upsets the server waits alone", () => {
  assert.equal(outcomeOf(snap("a", 1), json(500, null)), "retry");
});

test("a photo that can't be taken is parked, never given up", () => {
  for (const status of [400, 409, 413, 415, 422]) {
    assert.equal(outcomeOf(snap("a", 1), refusal(status)), "park", String(status));
  }
  assert.equal(outcomeOf(snap("a", 1), json(413, null)), "park", "a proxy's own page");
});

test("a text that can't be sent is given up, with its number", () => {
  assert.equal(outcomeOf(message("m", "t", 1), refusal(400, "invalid_phone")), "drop");
  assert.equal(outcomeOf(share("t", "s", 1), refusal(409, "not_shareable")), "drop");
});

test("who is signed out is asked to sign in and nothing is lost", () => {
  assert.equal(outcomeOf(snap("a", 1), refusal(401)), "sign-in");
  assert.equal(outcomeOf(snap("a", 1), refusal(403)), "sign-in");
  assert.equal(outcomeOf(snap("a", 1), refusal(404)), "sign-in", "somebody else's event");
});

test("a strip whose photo is not there yet waits, but not for ever", () => {
  assert.equal(outcomeOf(strip("s", ["a"], 1), refusal(404)), "retry");
  assert.equal(outcomeOf({ ...strip("s", ["a"], 1), attempts: 40 }, refusal(404)), "park");
});

test("staff read the server's sentence, or one of ours", () => {
  assert.equal(problemOf(json(415, { code: "x", detail: "This is no photo." })).detail, "This is no photo.");
  assert.equal(problemOf(json(413, null)).detail, "The server did not take it.");
});

test("waits grow from half a second to at most 30 s", () => {
  const longest = [1, 2, 3, 6, 20].map((attempts) => backoffMs(attempts, () => 1));
  assert.deepEqual(longest, [1000, 2000, 4000, 30_000, 30_000]);
  assert.equal(backoffMs(1, () => 0), 500);
});

test("a strip is never asked for with a filter, a photo is", () => {
  assert.equal(shareEntry({ token: "t", url: "", snapKey: "a", filter: "grey" }).body.filter, "grey");
  assert.ok(!("filter" in shareEntry({ token: "t", url: "", snapKey: "a", filter: "natural" }).body));
  assert.ok(!("filter" in share("t", "s", 1).body));
});

const pill = (entries, state) => pillOf(summarise(entries, state)).text;

test("the pill says how things stand in plain words", () => {
  const three = [snap("a", 1), snap("b", 2), snap("c", 3)];
  assert.equal(pill([]), "All photos safe");
  assert.equal(pill([snap("a", 1)]), "Sending 1 photo");
  assert.equal(pill(three, { isHeld: true }), "3 photos waiting for the network: keep going");
  assert.equal(pill(three, { isHeld: true, needsSignIn: true }), "Sign in again to send 3 photos");
  assert.equal(pill([snap("a", 1, { problem: { status: 415 } })]), "1 photo needs staff");
  assert.equal(pill([], { needsSignIn: true }), "All photos safe");
});

test("a photo that the device can't keep is said first", () => {
  const text = pill([snap("a", 1)], { inMemory: new Set(["snap:a"]), isHeld: true });
  assert.match(text, /device is full.*1 photo/);
});

test("what waits counts what the server has not got, whatever it is", () => {
  const entries = [snap("a", 1), strip("s", ["a"], 2), snap("p", 3, { problem: {} })];
  const { waiting, photosWaiting, parked } = summarise(entries);
  assert.deepEqual([waiting, photosWaiting, parked], [2, 1, 1]);
});
