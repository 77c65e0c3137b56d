/** The pictures of this sitting in memory, at the size that strips and screens need. */
import { photoBlob } from "../outbox/shelf.js";
import { fitForLayouts } from "../strip/compose.js";

export function createAlbum({ shelf, darkroom, layouts }) {
  const fit = fitForLayouts(layouts);
  const pictures = new Map();
  const expected = new Map();

  return {
    fit,
    add: (key, picture) => pictures.set(key, picture),
    /** A picture that is on its way, or null for none: `settled` waits for it. */
    expect(key, promise) {
      const arrival = promise.then((picture) => picture && pictures.set(key, picture)).catch(() => {});
      expected.set(key, arrival.finally(() => expected.delete(key)));
    },
    /** Resolve when these are there, or will never be. */
    settled: (keys) => Promise.all(keys.map((key) => expected.get(key))),
    /** Bring photos back from the device's store; resolves to whether all are there. */
    async load(keys) {
      for (const key of keys.filter((each) => !pictures.has(each))) {
        const photo = await shelf.photo(key);
        if (!photo) return false;
        const picture = await darkroom.develop(photoBlob(photo), { key, fit }).picture.catch(() => null);
        if (!picture) return false;
        pictures.set(key, picture);
      }
      return true;
    },
    /** An ImageBitmap; undefined while the photo is still being developed. */
    picture: (key) => pictures.get(key),
    forget(exceptKeys = []) {
      for (const key of pictures.keys()) if (!exceptKeys.includes(key)) pictures.delete(key);
      darkroom.keepOnly(exceptKeys);
    },
  };
}
