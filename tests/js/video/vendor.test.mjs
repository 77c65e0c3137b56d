import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { blobOf } from "../../../static/src/video/picture.js";
import { memberOf } from "../../../static/src/video/members.js";
import { loadVendor } from "../../../static/src/video/vendor.js";

const URL = "https://video.example/opentok.js";
let scripts;

beforeEach(() => {
  scripts = [];
  globalThis.window = {};
  globalThis.document = {
    createElement: () => ({ remove() { this.isGone = true; } }),
    querySelector: () => ({ nonce: "n0nce" }),
    head: { append: (script) => scripts.push(script) },
  };
});

test("the script is fetched with the page's nonce; one that is missing is tried again", async () => {
  const first = loadVendor(URL);
  assert.deepEqual([scripts[0].src, scripts[0].nonce], [URL, "n0nce"]);
  scripts[0].onerror();
  await assert.rejects(first, /could not be fetched/);
  assert.equal(scripts[0].isGone, true);
  const second = loadVendor(URL);
  scripts[1].onload();
  await assert.rejects(second, /broken/);
});

test("a script that takes too long is given up", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const slow = loadVendor(URL, { patience: 100 });
  context.mock.timers.tick(100);
  await assert.rejects(slow, /too long/);
});

test("no address, no script", async () => {
  await assert.rejects(loadVendor(""), /no address/);
  assert.equal(scripts.length, 0);
});

test("once it is there it is not fetched again", async () => {
  const one = loadVendor(URL);
  const other = loadVendor(URL);
  window.OT = { initSession() {} };
  scripts[0].onload();
  assert.equal(await one, window.OT);
  assert.equal(await other, window.OT);
  assert.equal(await loadVendor(URL), window.OT);
  assert.equal(scripts.length, 1);
});

test("what is no picture, and who says nothing of themselves", () => {
  assert.deepEqual([blobOf(null), blobOf("")], [null, null]);
  for (const data of ["", "{", '"x"', "{}", "null"]) assert.equal(memberOf({ data }).kind, "unknown");
  assert.equal(memberOf(undefined).kind, "unknown");
});
