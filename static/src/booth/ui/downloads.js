/** Give photos to the person at this device, from here if they are here, else from the server. */
import { downloadZip } from "client-zip";
import { photoBlob } from "../outbox/shelf.js";
import { el } from "./dom.js";

/** Let the browser save a Blob under a name. */
export function saveBlob(blob, name) {
  const url = URL.createObjectURL(blob);
  saveUrl(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function saveUrl(href, download) {
  const link = el("a", { href, download });
  document.body.append(link);
  link.click();
  link.remove();
}

export function createDownloads({ slug, shelf }) {
  const nameOf = ({ kind, key }) => `${slug}-${kind === "strip" ? "strip" : "photo"}-${key.slice(0, 8)}.jpg`;

  async function localBlob(key) {
    const photo = await shelf.photo(key);
    return photo ? photoBlob(photo) : null;
  }

  async function blobOf({ key, url }) {
    const local = await localBlob(key);
    if (local || !url) return local;
    const response = await fetch(url).catch(() => null);
    return response?.ok ? response.blob() : null;
  }

  return {
    nameOf,
    /** Save one photo or strip: {kind, key, url}; `url` is where the server has it, or null. */
    async one(item) {
      const local = await localBlob(item.key);
      if (local) saveBlob(local, nameOf(item));
      else if (item.url) saveUrl(withDownload(item.url), nameOf(item));
      return Boolean(local || item.url);
    },
    /** Save all as one zip; resolves to how many could not be had. */
    async all(items, name = `${slug}-photos.zip`) {
      const files = [];
      for (const item of items) {
        const blob = await blobOf(item);
        if (blob) files.push({ name: nameOf(item), input: blob, lastModified: new Date() });
      }
      if (files.length) saveBlob(await downloadZip(files).blob(), name);
      return items.length - files.length;
    },
  };
}

function withDownload(url) {
  return `${url}${url.includes("?") ? "&" : "?"}download=1`;
}
