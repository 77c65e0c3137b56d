import assert from "node:assert/strict";
import { test } from "node:test";
import { Album } from "../../../static/src/wall/album.js";
import { SHORTEST_MS, SHOWN_MS, timeLeft } from "../../../static/src/wall/clock.js";

// Times are such that a later letter is a newer photo.
const photo = (id, kind = "snap") => ({ id, kind, published: `2026-11-21T21:00:${id}` });
const photos = (...ids) => ids.map((id) => photo(id));
const shown = (album, count) => {
  const ids = [];
  for (let turn = 0; turn < count; turn += 1) ids.push(album.next(ids.at(-1))?.id);
  return ids;
};

test("goes round by what there is, newest first, and never shows one twice in a row", () => {
  const album = new Album();
  album.setNewest(photos("c", "b", "a"));
  assert.deepEqual(shown(album, 6), ["c", "b", "a", "c", "b", "a"]);
});

test("a photo that comes is shown next, and those that came with it in their order", () => {
  const album = new Album();
  album.setNewest(photos("b", "a"));
  assert.equal(album.next("b").id, "a");
  album.setNewest(photos("d", "c", "b", "a"));
  assert.ok(album.hasFresh);
  assert.deepEqual(shown(album, 2), ["c", "d"]);
  assert.ok(!album.hasFresh);
});

test("every other round is of older photos", () => {
  const album = new Album();
  album.setNewest(photos("f", "e"));
  album.setOlder(photos("b", "a"));
  assert.deepEqual(shown(album, 6), ["f", "e", "b", "a", "f", "e"]);
});

test("a photo taken down is not shown again, wherever it waited", () => {
  const album = new Album();
  album.setNewest(photos("b", "a"));
  album.setNewest(photos("c", "b", "a"));
  album.setOlder(photos("Z"));
  for (const id of ["c", "a", "Z"]) album.remove(id);
  assert.deepEqual(shown(album, 3), ["b", "b", "b"]);
  album.setNewest(photos("c", "b")); // an answer that was under way
  assert.equal(album.find("c"), null);
  album.announce("c");
  album.setNewest(photos("c", "b"));
  assert.equal(album.next("b").id, "c");
});

test("says what is gone without having been removed, and not what newer ones pushed out", () => {
  const album = new Album();
  album.setNewest(photos("d", "c", "b", "a"));
  const gone = (...list) => {
    const ids = album.setNewest(...list);
    ids.forEach((id) => album.remove(id));
    return ids;
  };
  assert.deepEqual(gone(photos("e", "d", "b")), ["c"]);
  assert.deepEqual(gone(photos("e"), { isAll: true }), ["d", "b"]);
  assert.deepEqual(gone([], { isAll: true }), ["e"]);
  assert.ok(album.isEmpty);
  assert.equal(album.next(), null);
});

test("far behind, it lets go of single photos before strips, and holds no more than it can show", () => {
  const album = new Album();
  album.setNewest([]);
  const strip = photo("00", "strip");
  const many = Array.from({ length: 40 }, (_, number) => photo(String(40 - number).padStart(2, "0")));
  album.setNewest([...many, strip]);
  assert.equal(shown(album, 1)[0], "00");
  assert.deepEqual(shown(album, 2), ["30", "31"]);
});

test("one photo stays, without turning", () => {
  const album = new Album();
  album.setNewest(photos("a"));
  assert.equal(album.next("a").id, "a");
});

test("a photo stays for its time, and for less when others wait", () => {
  assert.equal(timeLeft({ shownMs: 0, hasFresh: false }), SHOWN_MS);
  assert.equal(timeLeft({ shownMs: 1000, hasFresh: true }), SHORTEST_MS - 1000);
  assert.equal(timeLeft({ shownMs: 60_000, hasFresh: true }), 0);
});
