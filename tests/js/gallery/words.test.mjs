import assert from "node:assert/strict";
import { test } from "node:test";
import { idIn } from "../../../static/src/gallery/bookmark.js";
import { arrivalsLabel, photoCount } from "../../../static/src/gallery/words.js";

test("one photo is no plural", () => {
  assert.equal(photoCount(1), "1\u00a0photo");
  assert.equal(photoCount(412), "412\u00a0photos");
  assert.equal(arrivalsLabel(1), "1 new photo ↑");
  assert.equal(arrivalsLabel(3), "3 new photos ↑");
});

test("a photo's id is read from the address, and nothing else is", () => {
  assert.equal(idIn("#photo-3f2a"), "3f2a");
  assert.equal(idIn("#main"), null);
  assert.equal(idIn(""), null);
});
