import assert from "node:assert/strict";
import { test } from "node:test";
import { frameEntry, snapEntry, standInEntry } from "../../../static/src/booth/outbox/entries.js";
import { nextEntry } from "../../../static/src/booth/outbox/order.js";
import { outcomeOf } from "../../../static/src/booth/outbox/outcome.js";
import { requestOf } from "../../../static/src/booth/outbox/request.js";

const shelf = { photo: async () => ({ bytes: new ArrayBuffer(9) }) };
const reply = (status, body = {}) => ({ status, body, retryAfter: 0 });
const frame = () =>
  frameEntry({ key: "f", url: "/frames/", snapKey: "s", credentials: { invitation: "T", guest: "G" } }, 5);

test("a snap names who is in it from afar, and only then", () => {
  const common = { key: "s", url: "/snaps/", takenAt: "now", boothSession: "b" };
  assert.equal(snapEntry({ ...common, persons: ["p", "q"] }).body.companions, "p,q");
  assert.ok(!("companions" in snapEntry(common).body));
});

test("a snap goes before the stand-ins taken with it", () => {
  const snap = snapEntry({ key: "s", url: "/snaps/" }, 7);
  const standIn = standInEntry({ key: "a", url: "/companions/", snapKey: "s", person: "p" }, 7);
  assert.equal(nextEntry([standIn, snap], 10), snap);
});

test("a frame is sent with its bytes, what proves its sender, and the snap's key", async () => {
  const { body } = await requestOf(frame(), shelf);
  assert.deepEqual([...body.keys()].sort(), ["guest", "idempotency_key", "image", "invitation", "snap_key"]);
  assert.equal(body.get("image").size, 9);
});

test("a frame that the server wants no more is dropped, and one it cannot take now is kept", () => {
  assert.equal(outcomeOf(frame(), reply(201, { idempotency_key: "f" })), "sent");
  assert.equal(outcomeOf(frame(), reply(409, { code: "not_in_picture" })), "drop");
  assert.equal(outcomeOf(frame(), reply(410, { code: "event_over" })), "drop");
  assert.equal(outcomeOf(frame(), reply(507, { code: "storage_full" })), "hold");
  assert.equal(outcomeOf(frame(), reply(0, null)), "hold");
  const snap = snapEntry({ key: "s", url: "/snaps/" });
  assert.equal(outcomeOf(snap, reply(410, { code: "event_over" })), "retry");
});
