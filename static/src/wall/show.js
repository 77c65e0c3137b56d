import { timeLeft } from "./clock.js";

/** Bring one photo after the other to the front; never two changes at a time. */
export class Show {
  #album;
  #spotlight;
  #onShown;
  #since;
  #timer = 0;
  #changing = false;

  /** `onShown(photo)` after a photo has come to the front. */
  constructor({ album, spotlight, onShown }) {
    this.#album = album;
    this.#spotlight = spotlight;
    this.#onShown = onShown;
    this.#since = spotlight.id ? performance.now() : -Infinity;
  }

  /** Set the time of the next change by what there is now. */
  plan() {
    clearTimeout(this.#timer);
    if (this.#changing) return;
    const shownMs = performance.now() - this.#since;
    const wait = timeLeft({ shownMs, hasFresh: this.#album.hasFresh });
    this.#timer = setTimeout(() => this.#change(), wait);
  }

  /** A photo has been taken down. */
  drop(id) {
    if (this.#spotlight.id !== id) return;
    this.#spotlight.clear();
    this.#since = -Infinity;
    this.plan();
  }

  async #change() {
    const photo = this.#album.next(this.#spotlight.id);
    if (!photo || photo.id === this.#spotlight.id) return this.#wait();
    this.#changing = true;
    const isShown = await this.#spotlight.show(photo, () => Boolean(this.#album.find(photo.id)));
    this.#changing = false;
    if (isShown) this.#onShown(photo);
    return this.#wait();
  }

  #wait() {
    this.#since = performance.now();
    if (!this.#album.isEmpty) this.plan();
  }
}
