/** Which photos are chosen, apart from how it is shown. */
export class Selection {
  #chosen = new Set();
  #anchor = null; // where a range begins

  get size() {
    return this.#chosen.size;
  }

  get ids() {
    return [...this.#chosen];
  }

  has(id) {
    return this.#chosen.has(id);
  }

  toggle(id) {
    if (!this.#chosen.delete(id)) this.#chosen.add(id);
    this.#anchor = id;
  }

  /** Choose all from the one pressed last to this one, in the order of `ids`. */
  extendTo(id, ids) {
    const [from, to] = [ids.indexOf(this.#anchor), ids.indexOf(id)];
    if (from < 0 || to < 0) return this.toggle(id);
    this.add(ids.slice(Math.min(from, to), Math.max(from, to) + 1));
    this.#anchor = id;
  }

  add(ids) {
    ids.forEach((id) => this.#chosen.add(id));
  }

  delete(id) {
    return this.#chosen.delete(id);
  }

  clear() {
    this.#chosen.clear();
    this.#anchor = null;
  }
}
