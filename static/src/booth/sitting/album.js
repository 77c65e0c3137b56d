/** The pictures of this sitting in memory, at the size that strips and screens need. */
import { frameForLayouts } from "../strip/compose.js";
import { photoBlob } from "../outbox/shelf.js";

export function createAlbum({ shelf, layouts }) {
  const frames = new Map();
  return {
    add(key, picture) {
      frames.set(key, frameForLayouts(picture, layouts));
    },
    /** Bring photos back from the device's store; resolves to whether all are there. */
    async load(keys) {
      for (const key of keys.filter((each) => !frames.has(each))) {
        const photo = await shelf.photo(key);
        if (!photo) return false;
        const bitmap = await createImageBitmap(photoBlob(photo));
        this.add(key, bitmap);
        bitmap.close();
      }
      return true;
    },
    picture: (key) => frames.get(key),
    forget(exceptKeys = []) {
      for (const key of frames.keys()) if (!exceptKeys.includes(key)) frames.delete(key);
    },
  };
}
