import assert from "node:assert/strict";
import { test } from "node:test";
import { isFile, isKept, outdated } from "../../../static/src/booth/files/kept.js";

const ORIGIN = "https://booth.example";
const kept = (path, method = "GET") => isKept({ method, url: ORIGIN + path }, ORIGIN);

test("files whose name carries their hash are kept", () => {
  assert.ok(kept("/static/smile/face_landmark.0123456789ab.tflite"));
  assert.ok(kept("/static/smile/litert_wasm_internal.0123456789ab.wasm"));
  assert.ok(kept("/static/dist/booth/main.0123456789ab.js"));
  assert.ok(kept("/static/dist/chunks/chunk-L3WVLAIZ.js"));
});

test("pages, photos, answers and files without a hash are not", () => {
  for (const path of [
    "/booth/demo/",
    "/booth/sw.js",
    "/api/v1/events/demo/snaps/",
    "/e/demo/snaps/3f2b0d4e-1111-2222-3333-0123456789ab/thumb.webp",
    "/e/demo/x.0123456789ab.jpg",
    "/s/0123456789abcdef012345/",
    "/static/dist/booth/main.js",
    "/static/dist/booth/main.0123456789ab.js?private=1",
  ]) {
    assert.ok(!kept(path), path);
  }
  assert.ok(!kept("/static/dist/booth/main.0123456789ab.js", "POST"));
  assert.ok(!isKept({ method: "GET", url: "https://other.example/static/a.0123456789ab.js" }, ORIGIN));
});

test("a log-in page of the Wi-Fi, an error or a part is not taken for the file", () => {
  const answer = (fields, contentType = "text/javascript") => ({
    status: 200,
    type: "basic",
    redirected: false,
    headers: new Headers({ "Content-Type": contentType }),
    ...fields,
  });
  assert.ok(isFile(answer({})));
  assert.ok(!isFile(answer({}, "text/html; charset=utf-8")));
  assert.ok(!isFile(answer({ status: 206 })));
  assert.ok(!isFile(answer({ status: 404 })));
  assert.ok(!isFile(answer({ redirected: true })));
});

test("a new version takes the place of the old one", () => {
  const urls = ["/static/a.000000000001.js", "/static/b.000000000001.js", "/static/a.000000000002.js"];
  assert.deepEqual(outdated(urls, urls[2]), [urls[0]]);
});

test("what is kept does not grow without end", () => {
  const urls = Array.from({ length: 310 }, (_, n) => `/static/dist/chunks/chunk-${String(n).padStart(8, "A")}.js`);
  assert.deepEqual(outdated(urls, urls.at(-1)), urls.slice(0, 10));
});
