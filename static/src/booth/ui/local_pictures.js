/** Pictures that only this device has: read as they come into view, and let go of together. */
import { photoBlob } from "../outbox/shelf.js";

export function createLocalPictures(shelf) {
  const urls = new Map();
  const watcher = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) show(target);
  }, { rootMargin: "50%" });

  async function show(image) {
    watcher.unobserve(image);
    const key = image.dataset.local;
    const photo = urls.has(key) ? null : await shelf.photo(key);
    if (!image.isConnected) return;
    if (photo) urls.set(key, URL.createObjectURL(photoBlob(photo)));
    if (urls.has(key)) image.src = urls.get(key);
  }

  return {
    /** Show those below `root`, images with the photo's key as `data-local`. */
    fill(root) {
      watcher.disconnect();
      for (const image of root.querySelectorAll("img[data-local]")) watcher.observe(image);
    },
    release() {
      watcher.disconnect();
      urls.forEach((url) => URL.revokeObjectURL(url));
      urls.clear();
    },
  };
}
