import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeOf, pauseAfter, refusalOf } from "../../../static/src/upload/outcome.js";

test("what an answer means", () => {
  const means = (status, more = {}) => outcomeOf({ status, ...more }, 1).is;
  assert.equal(means(201), "done");
  assert.equal(means(200), "done");
  for (const status of [0, 502, 503, 504]) assert.equal(means(status), "later", status);
  assert.equal(means(429, { retryAfter: 9 }), "later");
  assert.equal(means(429), "failed"); // staff have too many to look at
  for (const status of [400, 409, 413, 415]) assert.equal(means(status), "refused", status);
  for (const status of [403, 404, 410, 500, 507]) assert.equal(means(status), "failed", status);
});

test("an answer without words gets some", () => {
  assert.match(outcomeOf({ status: 403, detail: "" }, 1).words, /Load the page again/);
});

test("pauses grow to a quarter of a minute", () => {
  const pauses = [1, 2, 3, 4, 5, 50].map(pauseAfter);
  assert.deepEqual(pauses, [1000, 2000, 4000, 8000, 15_000, 15_000]);
});

test("what need not be sent at all", () => {
  const refusal = (file) => refusalOf({ name: "a.jpg", type: "image/jpeg", size: 10, ...file }, 25);
  assert.equal(refusal({}), "");
  assert.match(refusal({ size: 0 }), /empty/);
  assert.match(refusal({ size: 26 * 1024 * 1024 }), /larger than 25 MB/);
  assert.match(refusal({ type: "image/heic" }), /HEIC/);
  assert.match(refusal({ name: "IMG_1.HEIC", type: "" }), /HEIC/);
});
