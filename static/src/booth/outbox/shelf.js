/**
 * Where photos and entries are kept: the device's store, and memory for what it will not take.
 * Nothing is refused: a full device only means that the page must stay open.
 */
import * as database from "./database.js";

export function createShelf() {
  const entriesInMemory = new Map();
  const photosInMemory = new Map();

  function remember({ photos = [], entries = [] }) {
    for (const photo of photos) photosInMemory.set(photo.key, photo);
    for (const entry of entries) {
      const known = entriesInMemory.get(entry.id);
      entriesInMemory.set(entry.id, { ...entry, rev: known ? known.rev + 1 : entry.rev });
    }
  }

  return {
    /** Keep it; resolve to whether it is safe on the device. */
    async keep(parcel) {
      try {
        await database.write(parcel).catch(async () => {
          await database.prune();
          await database.write(parcel);
        });
        return true;
      } catch {
        remember(parcel);
        return false;
      }
    },

    async entries() {
      const stored = await database.allEntries().catch(() => []);
      const unstored = [...entriesInMemory.values()];
      return [...stored.filter((each) => !entriesInMemory.has(each.id)), ...unstored];
    },

    /** Change (or with null remove) an entry, unless it was replaced while it was being sent. */
    async settle(entry, change) {
      const known = entriesInMemory.get(entry.id);
      if (!known) {
        await database.settleEntry(entry, change);
      } else if (known.rev === entry.rev) {
        if (change) entriesInMemory.set(entry.id, { ...known, ...change });
        else entriesInMemory.delete(entry.id);
      }
    },

    async photo(key) {
      return photosInMemory.get(key) ?? database.photo(key).catch(() => undefined);
    },

    async photosOf(boothSession) {
      const stored = await database.photosOf(boothSession).catch(() => []);
      const unstored = [...photosInMemory.values()].filter((each) => each.boothSession === boothSession);
      return [...stored, ...unstored];
    },

    sittingOf: (event) => database.sittingOf(event).catch(() => undefined),
    saveSitting: (event, sitting) => database.saveSitting(event, sitting).catch(() => {}),
    /** Let go of one photo that the server has. */
    drop(key) {
      photosInMemory.delete(key);
      return database.dropPhoto(key).catch(() => {});
    },
    prune: (olderThan) => database.prune(olderThan).catch(() => {}),
    inMemory: () => new Set(entriesInMemory.keys()),
  };
}

/** A kept photo's bytes as a Blob. */
export function photoBlob(photo) {
  return new Blob([photo.bytes], { type: "image/jpeg" });
}
