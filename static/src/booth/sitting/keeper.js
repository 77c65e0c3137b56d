/** Puts what a sitting makes into the outbox: photos first, then the strip, its link, its look. */
import { lookEntry, shareEntry, snapEntry, stripEntry } from "../outbox/entries.js";
import { photoKeys } from "./sitting.js";

export function createKeeper({ event, urls, boothSession, outbox, shelf, onUnstored }) {
  const slug = event.slug;

  async function keepPhoto(key, { encoded, width, height }, sitting) {
    const takenAt = new Date();
    const bytes = await encoded;
    const photo = { key, kind: "snap", boothSession, bytes, width, height, savedAt: +takenAt };
    const entry = snapEntry({ key, url: urls.snaps, takenAt: takenAt.toISOString(), boothSession });
    const parcel = { photos: [photo], entries: [entry], sitting: { event: slug, value: sitting } };
    if (!(await outbox.add(parcel))) onUnstored();
  }

  return {
    keepPhoto,
    remember: (sitting) => shelf.saveSitting(slug, sitting),

    orderStrip(sitting) {
      const { stripKey, token, layout, filter } = sitting;
      const snapKeys = photoKeys(sitting);
      const strip = stripEntry({ key: stripKey, url: urls.strips, snapKeys, layout, filter });
      const share = shareEntry({ token, url: urls.shares, stripKey });
      return outbox.add({ entries: [strip, share], sitting: { event: slug, value: sitting } });
    },

    restyle(sitting) {
      const look = { filter: sitting.filter };
      const entry = lookEntry({ stripKey: sitting.stripKey, url: urls.strips, look });
      return outbox.add({ entries: [entry], sitting: { event: slug, value: sitting } });
    },

    /** Keep the finished strip's picture on this device, for the drawer. */
    keepStripPicture({ stripKey: key, token }, bytes, { width, height }) {
      const size = { width, height, savedAt: Date.now() };
      const photo = { key, kind: "strip", token, boothSession, bytes, ...size };
      return shelf.keep({ photos: [photo] });
    },
  };
}
