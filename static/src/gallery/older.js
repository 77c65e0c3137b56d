import { fetchCards } from "./cards.js";

/** Make the "Older photos" link fetch the next piece in place, by itself when it comes near. */
export class Older {
  #link;
  #url;
  #kind;
  #onCards;
  #busy = null;

  constructor({ link, url, kind, onCards }) {
    this.#link = link;
    this.#url = url;
    this.#kind = kind;
    this.#onCards = onCards;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.more();
    });
    this.#watch();
  }

  get hasMore() {
    return Boolean(this.#link.dataset.cursor);
  }

  /** Fetch the next piece, once at a time; resolves to whether there was one. */
  more() {
    if (!this.hasMore) return Promise.resolve(false);
    this.#busy ??= this.#load().finally(() => (this.#busy = null));
    return this.#busy;
  }

  #watch() {
    const observer = new IntersectionObserver(
      ([entry]) => entry.isIntersecting && this.more().then((loaded) => loaded && again()),
      { rootMargin: "1200px" },
    );
    const again = () => {
      observer.unobserve(this.#link);
      observer.observe(this.#link);
    };
    observer.observe(this.#link);
  }

  async #load() {
    this.#link.setAttribute("aria-busy", "true");
    try {
      const { cards, cursor } = await fetchCards(this.#url, {
        before: this.#link.dataset.cursor,
        kind: this.#kind,
      });
      this.#link.dataset.cursor = cursor;
      this.#link.parentElement.hidden = !cursor;
      this.#onCards(cards);
      return true;
    } catch {
      return false; // the link stays: press it, or scroll, to try again
    } finally {
      this.#link.removeAttribute("aria-busy");
    }
  }
}
