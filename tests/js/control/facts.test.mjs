import assert from "node:assert/strict";
import { test } from "node:test";
import { ago, factsOf, lineOf, nameOf, summaryOf } from "../../../static/src/control/facts.js";

const state = (more = {}) => ({
  name: "", activity: "idle", camera: "ok", waiting: 0, pause_text: "",
  storage_used: null, storage_quota: null, battery: null, is_charging: null, ...more,
});
const booth = (more = {}, own = {}) => ({
  is_online: true, last_seen_at: new Date(0).toISOString(), state: state(more), ...own,
});

test("what matters most is the line under the name", () => {
  assert.deepEqual(lineOf(booth()), { tone: "ok", text: "Ready" });
  assert.equal(lineOf(booth({ activity: "paused" })).tone, "wait");
  assert.deepEqual(lineOf(booth({ camera: "lost", activity: "paused" })), {
    tone: "alert", text: "Camera went away",
  });
  assert.deepEqual(lineOf(booth({ camera: "lost" }, { is_online: false }), 95_000), {
    tone: "alert", text: "Silent for 1 min",
  });
});

test("a low battery alarms unless it is being charged", () => {
  const tone = (more) => factsOf(booth(more)).find(([term]) => term === "Battery")[2];
  assert.equal(tone({ battery: 0.1, is_charging: false }), "alert");
  assert.equal(tone({ battery: 0.1, is_charging: true }), "ok");
  assert.equal(factsOf(booth()).length, 1);
});

test("a device that is nearly full alarms", () => {
  const [, text, tone] = factsOf(booth({ storage_used: 95, storage_quota: 100 })).at(-1);
  assert.deepEqual([text, tone], ["95 % used", "alert"]);
});

test("all booths in one sentence", () => {
  assert.equal(summaryOf([booth()]), "1 booth, all on line.");
  assert.equal(
    summaryOf([booth({ waiting: 3 }), booth({}, { is_online: false })]),
    "2 booths, 1 silent; 3 photos waiting for the network.",
  );
});

test("names and times", () => {
  assert.equal(nameOf(booth(), 1), "Booth 2");
  assert.equal(nameOf(booth({ name: "Bar" }), 1), "Bar");
  assert.deepEqual([ago(4200), ago(61_000), ago(3_700_000), ago(-5)], ["4 s", "1 min", "1 h 1 min", "0 s"]);
});
