import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { DownloadError, fetchArchive, nameOf } from "../../../static/src/gallery/choosing/archive.js";
import { Selection } from "../../../static/src/gallery/choosing/selection.js";
import { chosenLabel, downloadLabel, progressLabel } from "../../../static/src/gallery/choosing/words.js";

const realFetch = globalThis.fetch;
afterEach(() => (globalThis.fetch = realFetch));

/** The server answers with these pieces. */
function answer(pieces, headers = {}, status = 200) {
  globalThis.fetch = async (url, { signal }) => {
    const body = new ReadableStream({
      start(controller) {
        pieces.forEach((piece) => controller.enqueue(new TextEncoder().encode(piece)));
        if (!signal.aborted) controller.close();
      },
    });
    return new Response(body, { status, headers });
  };
}

test("a press chooses, another lets go", () => {
  const selection = new Selection();
  selection.toggle("b");
  selection.toggle("a");
  assert.deepEqual(selection.ids, ["b", "a"]);
  selection.toggle("b");
  assert.ok(!selection.has("b"));
  assert.equal(selection.size, 1);
});

test("with shift all between are chosen, in either direction", () => {
  const order = ["a", "b", "c", "d", "e"];
  const selection = new Selection();
  selection.toggle("d");
  selection.extendTo("b", order);
  assert.deepEqual(selection.ids.sort(), ["b", "c", "d"]);
  selection.extendTo("e", order);
  assert.equal(selection.size, 4);
});

test("a range without a beginning is one photo, also when that one has gone", () => {
  const selection = new Selection();
  selection.extendTo("b", ["a", "b"]);
  assert.deepEqual(selection.ids, ["b"]);
  const other = new Selection();
  other.toggle("gone");
  other.extendTo("b", ["a", "b"]);
  assert.deepEqual(other.ids, ["gone", "b"]);
});

test("an archive arrives whole, and says how far it has come", async () => {
  answer(["PK", "zip"], { "X-Zip-Size-Estimate": "5", "Content-Disposition": 'attachment; filename="a.zip"' });
  const steps = [];
  const onProgress = (step) => steps.push(step);
  const { blob, name } = await fetchArchive({ url: "/z", limit: 10, onProgress });
  assert.equal(await blob.text(), "PKzip");
  assert.equal(name, "a.zip");
  assert.deepEqual(steps, [{ received: 2, total: 5 }, { received: 5, total: 5 }]);
});

test("one that is too large to hold is left to the browser", async () => {
  answer(["PK"], { "X-Zip-Size-Estimate": "11" });
  assert.equal(await fetchArchive({ url: "/z", limit: 10, onProgress() {} }), null);
});

test("a refusal is an error", async () => {
  answer([], {}, 404);
  await assert.rejects(fetchArchive({ url: "/z", limit: 10, onProgress() {} }), DownloadError);
});

test("names are read in either form, and there is one where none is given", () => {
  const named = (value) => nameOf(new Headers(value ? { "Content-Disposition": value } : {}));
  assert.equal(named("attachment; filename*=utf-8''%D9%84%D9%8A%D9%84%D9%89.zip"), "ليلى.zip");
  assert.equal(named('attachment; filename="ana-kwame.zip"'), "ana-kwame.zip");
  assert.equal(named(""), "photos.zip");
});

test("says how many, and how much", () => {
  assert.equal(chosenLabel(0), "Tap the photos you want");
  assert.equal(chosenLabel(1), "1 chosen");
  assert.equal(downloadLabel(12), "Download 12");
  assert.equal(progressLabel({ received: 1_500_000, total: 40_000_000 }), "1.5 of about 40.0 MB");
  assert.equal(progressLabel({ received: 1_500_000, total: 0 }), "1.5 MB so far");
});
