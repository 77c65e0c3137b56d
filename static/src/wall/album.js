/**
 * What hangs on the wall and what is shown next, apart from how it is drawn. A photo is anything
 * with an `id`; lists are newest first. It never holds more than the newest piece of the gallery,
 * one older piece and a few that have just come.
 */

// A wall that is behind shows the newest; strips have the same photos on them once more.
const MOST_FRESH = 12;

export class Album {
  #newest = [];
  #older = [];
  #fresh = []; // come since the page was opened and not shown yet, first come first
  #round = []; // what is left to show of one piece
  #isOlderNext = false;
  #hasNewest = false;
  #removed = new Set();

  /**
   * Take the newest piece as the server has it now (`isAll`: there are no older ones); return the
   * ids of those that are gone from it.
   */
  setNewest(photos, { isAll = false } = {}) {
    const kept = photos.filter(({ id }) => !this.#removed.has(id));
    const gone = missingFrom(this.#newest, photos, isAll);
    if (this.#hasNewest) this.#welcome(kept.filter(({ id }) => !this.find(id)));
    this.#hasNewest = true;
    this.#newest = kept;
    return gone;
  }

  setOlder(photos) {
    this.#older = photos.filter(({ id }) => !this.#removed.has(id));
  }

  get all() {
    return [...this.#newest, ...this.#older];
  }

  get hasFresh() {
    return this.#fresh.length > 0;
  }

  get isEmpty() {
    return this.all.length === 0;
  }

  find(id) {
    return this.all.find((photo) => photo.id === id) ?? null;
  }

  /** It is to be seen again. */
  announce(id) {
    this.#removed.delete(id);
  }

  remove(id) {
    this.#removed.add(id);
    const stays = (photo) => photo.id !== id;
    this.#newest = this.#newest.filter(stays);
    this.#older = this.#older.filter(stays);
    this.#fresh = this.#fresh.filter(stays);
    this.#round = this.#round.filter(stays);
  }

  /** Fresh ones first, then round by round: the newest, some older ones, the newest again. */
  next(shownId = null) {
    const fresh = this.#fresh.shift();
    if (fresh) return fresh;
    if (this.all.length < 2) return this.all[0] ?? null;
    for (;;) {
      if (!this.#round.length) this.#beginRound();
      const photo = this.#round.shift();
      if (this.find(photo.id) && photo.id !== shownId) return photo;
    }
  }

  #beginRound() {
    const useOlder = this.#isOlderNext && this.#older.length > 1;
    this.#round = useOlder ? [...this.#older] : this.all.slice(0, Math.max(this.#newest.length, 2));
    this.#isOlderNext = !useOlder;
  }

  #welcome(news) {
    this.#fresh.push(...[...news].reverse());
    while (this.#fresh.length > MOST_FRESH) {
      const snap = this.#fresh.findIndex(({ kind }) => kind === "snap");
      this.#fresh.splice(Math.max(snap, 0), 1);
    }
  }
}

/** Ids of `before` that should be in `now` and are not: not only pushed out of it by newer ones. */
function missingFrom(before, now, isAll) {
  const here = new Set(now.map(({ id }) => id));
  const oldest = isAll || !now.length ? "" : now.at(-1).published;
  return before.filter(({ id, published }) => !here.has(id) && published > oldest).map(({ id }) => id);
}
