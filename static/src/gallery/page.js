import { toast } from "../shared/dom.js";
import { Arrivals, askAfter, placeAmong } from "./arrivals.js";
import { cardOf, fetchCards, idOf, insertByTime, rearrange } from "./cards.js";
import { arrivalsLabel, photoCount } from "./words.js";

// The first row counts as being looked at while no more of it than this is out of view, in pixels.
const AT_TOP = 60;
const MOST_PIECES = 10;

/** The grid as it changes while somebody looks at it. */
export class GalleryPage {
  #grid;
  #button = document.getElementById("arrivals");
  #arrivals;
  #newest;
  #asking = null;
  #askAgain = false;
  lightbox = null;

  constructor(grid) {
    this.#grid = grid;
    const cards = [...grid.children];
    this.#arrivals = new Arrivals(cards.map(idOf));
    this.#newest = cards[0]?.dataset.published;
    this.#button.addEventListener("click", () => this.#goToNewest());
    addEventListener("scroll", () => this.settle(), { passive: true });
  }

  /** The feed says that a photo is to be seen. */
  announce({ id }) {
    if (this.#arrivals.announce(id)) this.ask();
  }

  /** Fetch what is new; one request at a time, and one more if asked meanwhile. */
  ask() {
    this.#askAgain = Boolean(this.#asking);
    this.#asking ??= this.#receive()
      .catch(() => {}) // the next event, or the next poll, asks again
      .finally(() => {
        this.#asking = null;
        if (this.#askAgain) this.ask();
      });
    return this.#asking;
  }

  async #receive() {
    const after = askAfter(this.#newest);
    const found = [];
    let before = "";
    for (let piece = 0; piece < MOST_PIECES; piece += 1) {
      const query = { after, before, kind: this.#grid.dataset.kind };
      const { cards, cursor, count } = await fetchCards(this.#grid.dataset.cardsUrl, query);
      found.push(...cards);
      this.#showCount(count);
      before = cursor;
      if (!cursor || !after) break;
    }
    this.#newest = found[0]?.dataset.published ?? this.#newest;
    const within = found.filter((card) => this.#isWithin(card));
    this.#arrivals.receive(within.map((card) => ({ id: idOf(card), card })));
    this.settle();
  }

  /** Put waiting photos in when nobody is disturbed by it; else say how many there are. */
  settle() {
    const { waiting } = this.#arrivals;
    const isAtTop = !this.lightbox?.isOpen && this.#grid.getBoundingClientRect().top > -AT_TOP;
    if (waiting.length && isAtTop) {
      const cards = this.#arrivals.release().map(({ card }) => card);
      rearrange(this.#grid, () => cards.forEach((card) => insertByTime(this.#grid, card)));
      this.#showEmptiness();
    }
    this.#button.hidden = !waiting.length || isAtTop;
    if (!this.#button.hidden) this.#button.textContent = arrivalsLabel(waiting.length);
  }

  /** Whether a card belongs to the part of the gallery that has been loaded. */
  #isWithin(card) {
    const last = this.#grid.lastElementChild?.dataset.published;
    const hasOlder = !document.getElementById("pager").hidden;
    return !last || !hasOlder || placeAmong([last], card.dataset.published) === 0;
  }

  append(cards) {
    const fresh = cards.filter((card) => !cardOf(idOf(card)) && !this.#arrivals.isRemoved(idOf(card)));
    this.#arrivals.know(fresh.map(idOf));
    this.#grid.append(...fresh);
    this.lightbox?.append(fresh);
  }

  /** A photo has been taken down: it goes at once, also from the large view. */
  remove({ id, kind }) {
    this.#arrivals.remove(id);
    const card = cardOf(id);
    if (kind === "snap") this.ask(); // for the count
    if (!card) return this.settle();
    const wasShown = this.lightbox?.currentId === id;
    rearrange(this.#grid, () => card.remove());
    this.lightbox?.drop(id);
    this.#showEmptiness();
    if (wasShown) toast("That photo was taken down.");
  }

  #goToNewest() {
    scrollTo({ top: 0 });
    this.settle();
    this.#grid.querySelector(".card__link")?.focus({ preventScroll: true });
  }

  #showCount(count) {
    const place = document.getElementById("count");
    place.textContent = photoCount(count);
    place.hidden = count === 0;
  }

  #showEmptiness() {
    const isEmpty = this.#grid.children.length === 0;
    document.getElementById("empty").hidden = !isEmpty;
    document.getElementById("kinds").hidden = isEmpty && this.#grid.dataset.kind === "all";
  }
}
