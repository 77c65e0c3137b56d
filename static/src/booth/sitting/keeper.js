/** Puts what a sitting makes into the outbox: photos first, then the strip, its link, its look. */
import { lookEntry, shareEntry, snapEntry, standInEntry, stripEntry } from "../outbox/entries.js";
import { photoKeys } from "./sitting.js";

export function createKeeper({ event, urls, boothSession, outbox, shelf, onUnstored }) {
  const slug = event.slug;
  const hidden = new Set();

  async function keepPhoto(key, { encoded, width, height, company }, sitting) {
    const takenAt = new Date();
    const bytes = await encoded;
    const photo = { key, kind: "snap", boothSession, bytes, width, height, savedAt: +takenAt };
    const persons = company.map(({ person }) => person);
    const entry = snapEntry({ key, url: urls.snaps, takenAt: takenAt.toISOString(), boothSession, persons });
    const parcel = { photos: [photo], entries: [entry], sitting: { event: slug, value: sitting } };
    if (!(await outbox.add(parcel))) onUnstored();
    for (const each of company) keepStandIn(key, each);
  }

  /** Keep what we see of a guest from afar. It is no photo of this booth's, so it names no booth session. */
  async function keepStandIn(snapKey, { person, key, bytes, size }) {
    const [content, { width, height }] = await Promise.all([bytes, size]);
    if (!content) return;
    const photo = { key, kind: "standin", bytes: content, width, height, savedAt: Date.now() };
    const entry = standInEntry({ key, url: urls.companions, snapKey, person });
    await outbox.add({ photos: [photo], entries: [entry] });
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
    async keepStripPicture({ stripKey: key, token }, bytes, { width, height }) {
      if (hidden.has(key)) return;
      const size = { width, height, savedAt: Date.now() };
      const photo = { key, kind: "strip", token, boothSession, bytes, ...size };
      await shelf.keep({ photos: [photo] });
    },

    /** A refused photo, or a strip with one (null: there is none), is not to be seen here any more. */
    async hide(key) {
      hidden.add(key);
      const photo = key && (await shelf.photo(key));
      if (photo) await shelf.keep({ photos: [{ ...photo, isRefused: true }] });
    },
  };
}
