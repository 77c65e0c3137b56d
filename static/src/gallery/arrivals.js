/**
 * What has come in since the page was made, apart from how it is drawn.
 * An item is anything with an `id`; the newest is first.
 */

// A photo that became visible a moment before another may reach the list a moment after it:
// ask for what is a little older too, and leave out what is known.
export const OVERLAP_MS = 30_000;

/** The `after` of the next request: `newest` is the ISO time of the newest photo known, or none. */
export function askAfter(newest) {
  return newest ? new Date(Date.parse(newest) - OVERLAP_MS).toISOString() : "";
}

/** Where, among `times` (ISO, newest first), a photo of this time belongs. */
export function placeAmong(times, time) {
  const place = times.findIndex((other) => Date.parse(other) < Date.parse(time));
  return place < 0 ? times.length : place;
}

export class Arrivals {
  #known;
  #removed = new Set();
  waiting = [];

  constructor(knownIds) {
    this.#known = new Set(knownIds);
  }

  /** Take in a list, newest first; return how many of it are news. */
  receive(items) {
    const news = items.filter(({ id }) => !this.#known.has(id) && !this.#removed.has(id));
    news.forEach(({ id }) => this.#known.add(id));
    this.waiting = [...news, ...this.waiting];
    return news.length;
  }

  /** The photo is to be seen, (again) or for the first time. */
  announce(id) {
    this.#removed.delete(id);
    return !this.#known.has(id);
  }

  remove(id) {
    this.#known.delete(id);
    this.#removed.add(id);
    this.waiting = this.waiting.filter((item) => item.id !== id);
  }

  /** Older photos that the page has got by itself. */
  know(ids) {
    ids.forEach((id) => this.#known.add(id));
  }

  isRemoved(id) {
    return this.#removed.has(id);
  }

  /** Hand over what has been waiting. */
  release() {
    const released = this.waiting;
    this.waiting = [];
    return released;
  }
}
