import assert from "node:assert/strict";
import { test } from "node:test";
import { Arrivals, askAfter, placeAmong } from "../../../static/src/gallery/arrivals.js";

const items = (...ids) => ids.map((id) => ({ id }));
const ids = (list) => list.map(({ id }) => id);

test("takes in what the page does not have, newest first", () => {
  const arrivals = new Arrivals(["a"]);
  assert.equal(arrivals.receive(items("c", "b", "a")), 2);
  assert.equal(arrivals.receive(items("d", "c", "b")), 1);
  assert.deepEqual(ids(arrivals.release()), ["d", "c", "b"]);
  assert.deepEqual(arrivals.release(), []);
});

test("a photo removed while it waits is never released", () => {
  const arrivals = new Arrivals([]);
  arrivals.receive(items("b", "a"));
  arrivals.remove("b");
  assert.deepEqual(ids(arrivals.release()), ["a"]);
});

test("an answer that was under way when a photo was removed does not bring it back", () => {
  const arrivals = new Arrivals([]);
  arrivals.remove("a");
  assert.equal(arrivals.receive(items("a")), 0);
  assert.ok(arrivals.isRemoved("a"));
});

test("a photo that is shown again after it was hidden arrives once more", () => {
  const arrivals = new Arrivals(["a"]);
  arrivals.remove("a");
  assert.ok(arrivals.announce("a"));
  assert.equal(arrivals.receive(items("a")), 1);
});

test("an announced photo that the page has is no news", () => {
  const arrivals = new Arrivals(["a"]);
  arrivals.know(["b"]);
  assert.ok(!arrivals.announce("a"));
  assert.ok(!arrivals.announce("b"));
  assert.equal(arrivals.receive(items("b")), 0);
});

test("asks for half a minute more than it has, so that nothing slips through", () => {
  assert.equal(askAfter("2026-11-21T21:00:30.500000+00:00"), "2026-11-21T21:00:00.500Z");
  assert.equal(askAfter(undefined), "");
});

test("a photo goes before the first older one", () => {
  const times = ["2026-11-21T21:00:03+00:00", "2026-11-21T21:00:01+00:00"];
  assert.equal(placeAmong(times, "2026-11-21T21:00:04+00:00"), 0);
  assert.equal(placeAmong(times, "2026-11-21T22:00:02+01:00"), 1);
  assert.equal(placeAmong(times, "2026-11-21T21:00:00+00:00"), 2);
});
