import assert from "node:assert/strict";
import { test } from "node:test";
import { goneCards, showsKind } from "../../../static/src/gallery/present.js";

const card = (id, published) => ({ id: `photo-${id}`, dataset: { published } });
const cards = [
  card("c", "2026-11-21T20:00:03.000400+00:00"),
  card("b", "2026-11-21T20:00:02+00:00"),
  card("a", "2026-11-21T20:00:01+00:00"),
];
const gone = (present) => goneCards(cards, present).map(({ id }) => id);

test("what is not on the list has gone", () => {
  assert.deepEqual(gone({ present: "c a", from: "2026-11-21T20:00:01+00:00" }), ["photo-b"]);
});

test("an empty list means that all has gone", () => {
  assert.equal(gone({ present: "", from: "2026-11-21T20:00:01+00:00" }).length, 3);
});

test("nothing is known of what is older than the list", () => {
  assert.deepEqual(gone({ present: "c", from: "2026-11-21T21:00:02+01:00" }), ["photo-b"]);
});

test("without a list nothing has gone", () => {
  assert.deepEqual(gone(undefined), []);
});

test("a grid of strips shows no photos", () => {
  assert.deepEqual(
    ["all", "photos", "strips"].map((shown) => [showsKind(shown, "snap"), showsKind(shown, "strip")]),
    [[true, true], [true, false], [false, true]],
  );
});
