import assert from "node:assert/strict";
import { test } from "node:test";
import { nextLook, seemsMistyped } from "../../../static/src/share/waiting.js";

test("looks often at first and seldom later", () => {
  assert.ok(nextLook(0) < 5_000);
  assert.ok(nextLook(2 * 60_000) > nextLook(0));
  assert.ok(nextLook(60 * 60_000) >= 30_000);
});

test("an unknown link seems mistyped after ten minutes, a known one never", () => {
  assert.ok(!seemsMistyped({ isKnown: false, waitedMs: 9 * 60_000 }));
  assert.ok(seemsMistyped({ isKnown: false, waitedMs: 10 * 60_000 }));
  assert.ok(!seemsMistyped({ isKnown: true, waitedMs: 60 * 60_000 }));
});
