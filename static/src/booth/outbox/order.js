/** Which entry goes next, and when to look again. */

const byAge = (one, other) => one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1);

function isFree(entry, unsent) {
  return entry.problem === null && entry.needs.every((id) => !unsent.has(id));
}

/** The oldest entry whose time has come and whose needs are met; null when there is none. */
export function nextEntry(entries, now) {
  const unsent = new Set(entries.map((each) => each.id));
  const ready = entries.filter((each) => isFree(each, unsent) && each.nextAt <= now);
  return ready.sort(byAge)[0] ?? null;
}

/** Milliseconds until `nextEntry` may have an answer; null when only staff or a send can help. */
export function msUntilNext(entries, now) {
  const unsent = new Set(entries.map((each) => each.id));
  const times = entries.filter((each) => isFree(each, unsent)).map((each) => each.nextAt - now);
  return times.length ? Math.max(0, Math.min(...times)) : null;
}

/** The ids of everything that cannot go without `id`, directly or through another. */
export function dependentsOf(id, entries) {
  const direct = entries.filter((each) => each.needs.includes(id)).map((each) => each.id);
  return direct.flatMap((each) => [each, ...dependentsOf(each, entries)]);
}
