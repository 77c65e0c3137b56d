import assert from "node:assert/strict";
import { test } from "node:test";
import { countDown } from "../../../static/src/booth/sitting/countdown.js";
import * as sittings from "../../../static/src/booth/sitting/sitting.js";
import { noteText, refusalText, verdictOf } from "../../../static/src/booth/sitting/words.js";

const fresh = () => sittings.newSitting({ id: "x", frameCount: 3, layout: "card", filter: "grey", now: 0 });

test("photos fill the slots in order", () => {
  let sitting = sittings.place(sittings.place(fresh(), "a", 1), "b", 2);
  assert.deepEqual(sitting.slots, ["a", "b", null]);
  assert.equal(sittings.nextSlot(sitting), 2);
  sitting = sittings.place(sitting, "c", 3);
  assert.ok(sittings.isComplete(sitting));
});

test("a refused photo's slot is the next to be filled", () => {
  let sitting = sittings.place(sittings.place(fresh(), "a", 1), "b", 2);
  sitting = sittings.refuse(sitting, "a", 3);
  assert.equal(sittings.nextSlot(sitting), 0);
  assert.deepEqual(sittings.place(sitting, "d", 4).slots, ["d", "b", null]);
});

test("refusals count in a row, and an accepted photo ends the row", () => {
  let sitting = sittings.place(sittings.place(fresh(), "a", 1), "b", 2);
  sitting = sittings.refuse(sitting, "a", 3);
  assert.equal(sitting.refusals, 1);
  assert.equal(sittings.accept(sitting, "b").refusals, 0);
  assert.equal(sittings.accept(sitting, "elsewhere").refusals, 1);
  assert.equal(sittings.refuse(sitting, "elsewhere", 4), sitting);
});

test("a strip with another photo is another strip, with another link", () => {
  let sitting = ["a", "b", "c"].reduce((each, key) => sittings.place(each, key, 1), fresh());
  sitting = sittings.withStrip(sitting, { stripKey: "s", token: "t" }, 2);
  assert.deepEqual([sitting.stripKey, sitting.token], ["s", "t"]);
  const retaken = sittings.vacate(sitting, 1, 3);
  assert.deepEqual([retaken.stripKey, retaken.token], [null, null]);
});

test("a sitting is brought back for five minutes, if there is anything in it", () => {
  const sitting = sittings.place(fresh(), "a", 1000);
  const options = { frameCount: 3, now: 1000 + 4 * 60_000 };
  assert.ok(sittings.isRestorable(sitting, options));
  assert.ok(!sittings.isRestorable(sitting, { ...options, now: 1000 + 6 * 60_000 }));
  assert.ok(!sittings.isRestorable(fresh(), { ...options, now: 1 }));
  assert.ok(!sittings.isRestorable(sitting, { ...options, frameCount: 4 }), "the event was changed");
  assert.ok(!sittings.isRestorable(undefined, options));
});

test("functions leave the sitting that they were given alone", () => {
  const sitting = Object.freeze({ ...fresh(), slots: Object.freeze([null, null, null]) });
  sittings.refuse(sittings.place(sitting, "a", 1), "a", 2);
  assert.deepEqual(sitting.slots, [null, null, null]);
});

test("verdicts: refused, accepted, or not known yet", () => {
  assert.equal(verdictOf({ status: "refused", smile: { status: "no_face" } }), "refused");
  assert.equal(verdictOf({ status: "received", smile: { status: "pending" } }), "unknown");
  assert.equal(verdictOf({ status: "processing", smile: { status: "checking" } }), "unknown");
  assert.equal(verdictOf({ status: "processing", smile: { status: "smiling" } }), "accepted");
  assert.equal(verdictOf({ status: "ready", smile: { status: "unchecked" } }), "accepted");
});

test("a refusal is kind, and different without a face", () => {
  const words = (status) => refusalText({ smile: { status } });
  assert.equal(words("not_smiling"), "Smiling is the ticket here. Try again?");
  assert.match(words("no_face"), /Step into the picture/);
  assert.equal(refusalText({ smile: { status: "not_smiling" } }, "all"), "Everyone smiles for this one. Try again?");
});

test("only an event that prefers smiles drops a hint", () => {
  const snap = { smile: { status: "not_smiling" } };
  assert.ok(noteText(snap, "prefer"));
  assert.equal(noteText(snap, "require"), null);
  assert.equal(noteText({ smile: { status: "smiling" } }, "prefer"), null);
});

test("counts down and stops when it is called off", async () => {
  const numbers = [];
  let clock = 0;
  const now = () => (clock += 5000); // a clock that runs ahead, so that nobody waits
  await countDown(3, { onNumber: (number) => numbers.push(number), now });
  assert.deepEqual(numbers, [3, 2, 1]);
  const stop = new AbortController();
  const called = countDown(3, { onNumber: () => stop.abort(new Error("off")), signal: stop.signal });
  await assert.rejects(called, /off/);
});
