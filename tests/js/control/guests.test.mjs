import assert from "node:assert/strict";
import { test } from "node:test";
import { belongsTo, noteOf } from "../../../static/src/control/guests.js";

test("a guest waits at the booth of the invitation, or at all, and is on the screen of one", () => {
  const waiting = { status: "waiting", booth: null, invited_to: "one" };
  assert.deepEqual(["one", "two"].filter((id) => belongsTo(waiting, id)), ["one"]);
  assert.ok(belongsTo({ ...waiting, invited_to: null }, "two"));
  const present = { status: "admitted", booth: "two", invited_to: null };
  assert.deepEqual(["one", "two"].filter((id) => belongsTo(present, id)), ["two"]);
});

test("a phone that was laid aside is said to be away", () => {
  assert.equal(noteOf({ status: "admitted", is_online: true }), "On the screen");
  assert.equal(noteOf({ status: "admitted", is_online: false }), "Page is away");
  assert.match(noteOf({ status: "waiting", is_online: true }), /let in/);
});
