/**
 * The device's own store (IndexedDB). Photos are kept as bytes, not as Blobs, which WebKit has
 * been known to lose; writes are strict: on the disk before they count, a pulled plug included.
 *
 *   entries    what waits, by id (outbox/entries.js)
 *   photos     {key, kind: "snap" | "strip", boothSession, bytes, width, height, savedAt} by key;
 *              a strip's has the token of its link as well; with isRefused nobody sees it any more
 *   sittings   the unfinished sitting of an event, by its slug
 */
import { openDB } from "idb";

const STRICT = { durability: "strict" };
let opened = null;

function database() {
  opened ??= openDB("smilebooth", 1, {
    upgrade(db) {
      db.createObjectStore("entries", { keyPath: "id" });
      db.createObjectStore("photos", { keyPath: "key" }).createIndex("boothSession", "boothSession");
      db.createObjectStore("sittings");
    },
    blocking: (_current, _blocked, event) => event.target.close(),
    terminated: () => {
      opened = null;
    },
  }).catch((error) => {
    opened = null;
    throw error;
  });
  return opened;
}

/** Write photos, entries and the sitting, all or nothing. Rejects when the device is full. */
export async function write({ photos = [], entries = [], sitting = null }) {
  const db = await database();
  const transaction = db.transaction(["entries", "photos", "sittings"], "readwrite", STRICT);
  const store = (name) => transaction.objectStore(name);
  await Promise.all([
    ...photos.map(async (photo) => store("photos").put(photo)),
    ...entries.map((entry) => putEntry(store("entries"), entry)),
    ...(sitting ? [sitting] : []).map(async ({ event, value }) => store("sittings").put(value, event)),
    transaction.done,
  ]);
}

/** Put an entry; over one with the same id it counts as a newer revision. */
async function putEntry(store, entry) {
  const known = await store.get(entry.id);
  const rev = known ? known.rev + 1 : entry.rev;
  await store.put({ ...entry, rev, createdAt: known?.createdAt ?? entry.createdAt });
}

export async function allEntries() {
  return (await database()).getAll("entries");
}

/** Change an entry unless it was replaced since `rev`; `change` null removes it. */
export async function settleEntry({ id, rev }, change) {
  const db = await database();
  const transaction = db.transaction("entries", "readwrite", STRICT);
  const known = await transaction.store.get(id);
  if (known?.rev === rev) {
    await (change ? transaction.store.put({ ...known, ...change }) : transaction.store.delete(id));
  }
  await transaction.done;
}

export async function photo(key) {
  return (await database()).get("photos", key);
}

export async function dropPhoto(key) {
  await (await database()).delete("photos", key);
}

/** A booth session's photos without their bytes: there may be hundreds, read one at a time. */
export async function photosOf(boothSession) {
  const { store } = (await database()).transaction("photos");
  const found = [];
  for await (const { value } of store.index("boothSession").iterate(boothSession)) {
    found.push({ ...value, bytes: null });
  }
  return found;
}

export async function sittingOf(event) {
  return (await database()).get("sittings", event);
}

export async function saveSitting(event, value) {
  const db = await database();
  await (value ? db.put("sittings", value, event) : db.delete("sittings", event));
}

/**
 * Remove photos that are on the server: those older than `olderThan` (ms since 1970), or all.
 * A photo that an entry still names is never touched.
 */
export async function prune(olderThan = Infinity) {
  const db = await database();
  const transaction = db.transaction(["entries", "photos", "sittings"], "readwrite");
  const unsent = new Set(await transaction.objectStore("entries").getAllKeys());
  const sittings = await transaction.objectStore("sittings").getAll();
  const inUse = new Set(sittings.flatMap((sitting) => sitting.slots));
  for await (const cursor of transaction.objectStore("photos")) {
    const { key, kind, savedAt } = cursor.value;
    const isNeeded = unsent.has(`${kind}:${key}`) || inUse.has(key);
    if (!isNeeded && savedAt < olderThan) await cursor.delete();
  }
  await transaction.done;
}
