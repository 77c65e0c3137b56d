import assert from "node:assert/strict";
import { test } from "node:test";
import { boothSessionId } from "../../../static/src/booth/booth_session.js";
import { newKey, newToken } from "../../../static/src/booth/ids.js";
import { mergeShots } from "../../../static/src/booth/ui/drawer.js";
import { pathOf } from "../../../static/src/booth/ui/qr.js";

test("keys are UUIDs and tokens 16 random bytes in base64url", () => {
  assert.match(newKey(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.match(newToken(), /^[A-Za-z0-9_-]{22}$/);
  assert.notEqual(newToken(), newToken());
});

function memory() {
  const values = new Map();
  return { getItem: (key) => values.get(key) ?? null, setItem: (key, value) => values.set(key, value) };
}

test("a booth session lasts a day, for each event its own", () => {
  const storage = memory();
  const morning = new Date("2026-11-21T09:00:00Z");
  const evening = new Date("2026-11-21T22:00:00Z");
  const next = new Date("2026-11-22T09:00:00Z");
  const first = boothSessionId("demo", { storage, now: morning });
  assert.equal(boothSessionId("demo", { storage, now: evening }), first);
  assert.notEqual(boothSessionId("other", { storage, now: evening }), first);
  assert.notEqual(boothSessionId("demo", { storage, now: next }), first);
});

test("without storage there is a session all the same", () => {
  const storage = { getItem: () => { throw new Error("blocked"); } };
  assert.ok(boothSessionId("demo", { storage }));
});

test("the drawer shows each photo once, wherever it is, newest first", () => {
  const local = [
    { key: "a", kind: "snap", savedAt: 1000 },
    { key: "s", kind: "strip", savedAt: 3000 },
  ];
  const snaps = [
    { idempotency_key: "a", taken_at: new Date(1000).toISOString(), thumb_url: "/a", photo_url: "/A", status: "ready" },
    { idempotency_key: "b", taken_at: new Date(2000).toISOString(), thumb_url: "/b", photo_url: "/B", status: "ready" },
  ];
  const shots = mergeShots(local, snaps);
  assert.deepEqual(shots.map((each) => each.key), ["s", "b", "a"]);
  assert.equal(shots[2].url, "/A");
  assert.equal(shots[2].photo, local[0]);
});

test("refused photos are not shown, off line neither, but those that staff approved are", () => {
  const local = ["a", "b", "c"].map((key) => ({ key, kind: "snap", savedAt: 1, isRefused: key !== "a" }));
  const snap = (key, status) => ({ idempotency_key: key, status, taken_at: "2026-01-01T00:00:00Z" });
  const keys = (shots) => shots.map(({ key }) => key).sort();
  assert.deepEqual(keys(mergeShots(local, [])), ["a"]);
  assert.deepEqual(keys(mergeShots(local, [snap("a", "refused"), snap("b", "refused"), snap("c", "ready")])), ["c"]);
});

test("a QR code is drawn in runs", () => {
  assert.equal(pathOf([[true, true, false, true], [false, false, false, false]]), "M0 0h2v1H0zM3 0h1v1H3z");
});
