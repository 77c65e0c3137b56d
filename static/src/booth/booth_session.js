/** The run of this booth: one id for each event, device and day, kept across reloads. */
import { newKey } from "./ids.js";

export function boothSessionId(slug, { storage = window.localStorage, now = new Date() } = {}) {
  const name = `smilebooth:booth-session:${slug}`;
  const day = now.toISOString().slice(0, 10);
  try {
    const kept = JSON.parse(storage.getItem(name) ?? "null");
    if (kept?.day === day && kept.id) return kept.id;
    const id = newKey();
    storage.setItem(name, JSON.stringify({ id, day }));
    return id;
  } catch {
    return newKey(); // storage is switched off: the session lasts as long as the page
  }
}
