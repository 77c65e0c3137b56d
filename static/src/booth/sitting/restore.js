/** Bring back what a reload interrupted. */
import { newKey, newToken } from "../ids.js";
import { isComplete, isRestorable, withStrip } from "./sitting.js";

/**
 * Go on with a stored sitting that is young enough. An old one whose photos are complete but whose
 * strip was never ordered still gets its strip; it is in the gallery when the guests look.
 */
export async function restoreSitting({ event, shelf, album, keeper, director, look }) {
  const stored = await shelf.sittingOf(event.slug);
  if (!stored) return;
  const now = Date.now();
  const keys = stored.slots.filter(Boolean);
  const companyKeys = Object.values(stored.company ?? {}).flat();
  if (isRestorable(stored, { frameCount: event.frameCount, now }) && (await album.load(keys))) {
    for (const key of companyKeys) await album.load([key]); // without one the strip is made all the same
    if (stored.stripKey) look.set(stored.filter);
    await director.resume(stored);
    return;
  }
  if (isComplete(stored) && !stored.stripKey) {
    await keeper.orderStrip(withStrip(stored, { stripKey: newKey(), token: newToken() }, now));
  }
  await keeper.remember(null);
}
