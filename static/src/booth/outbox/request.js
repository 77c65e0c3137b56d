/** Turn an entry into a request. */
import { photoBlob } from "./shelf.js";

// A photo gets 20 s and what a connection of 30 kB/s needs on top.
const uploadTimeout = (bytes) => 20_000 + bytes / 30;

/** Entries whose picture is kept apart, under their key. */
const PICTURES = new Set(["snap", "standin", "frame"]);

/** The request of an entry; null when its photo is gone from this device. */
export async function requestOf(entry, shelf) {
  const { url, method, body } = entry;
  if (!PICTURES.has(entry.kind)) return { url, method, body };
  const photo = await shelf.photo(entry.key);
  if (!photo) return null;
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) form.append(name, value);
  form.append("image", photoBlob(photo), "photo.jpg");
  return { url, method, body: form, timeout: uploadTimeout(photo.bytes.byteLength) };
}
