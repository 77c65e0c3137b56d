import { toast } from "../shared/dom.js";
import { Arrivals, askAfter, placeAmong } from "./arrivals.js";
import { cardOf, fetchCards, idOf, insertByTime, rearrange, showEmptiness } from "./cards.js";
import { isOwnWish } from "./takedown.js";
import { arrivalsLabel, photoCount } from "./words.js";

const AT_TOP = 60; // pixels of the first row that may be out of view
const MOST_PIECES = 10;

/** The grid as it changes while somebody looks at it; `announce` and `remove` are the feed's. */
export class GalleryPage {
  #grid;
  #button = document.getElementById("arrivals");
  #arrivals;
  #newest;
  #asking = null;
  #askAgain = false;
  lightbox = null;
  onCards = () => {}; // after cards have come or gone

  constructor(grid) {
    this.#grid = grid;
    this.#arrivals = new Arrivals([...grid.children].map(idOf));
    this.#newest = grid.firstElementChild?.dataset.published;
    this.#button.addEventListener("click", () => this.#goToNewest());
    addEventListener("scroll", () => this.settle(), { passive: true });
  }

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
      const { cardsUrl, kind } = this.#grid.dataset;
      const { cards, cursor, count } = await fetchCards(cardsUrl, { after, before, kind });
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
      this.#changed();
    }
    this.#button.hidden = !waiting.length || isAtTop;
    this.#button.textContent = waiting.length ? arrivalsLabel(waiting.length) : "";
  }

  /** Whether a card belongs to the part of the gallery that has been loaded. */
  #isWithin(card) {
    const last = this.#grid.lastElementChild?.dataset.published;
    const hasOlder = !document.getElementById("pager").hidden;
    return !last || !hasOlder || placeAmong([last], card.dataset.published) === 0;
  }

  append(cards) {
    const isNew = (id) => !cardOf(id) && !this.#arrivals.isRemoved(id);
    const fresh = cards.filter((card) => isNew(idOf(card)));
    this.#arrivals.know(fresh.map(idOf));
    this.#grid.append(...fresh);
    this.lightbox?.append(fresh);
    this.onCards();
  }

  /** A photo has been taken down: it goes at once, also from the large view. */
  remove({ id, kind }) {
    this.#arrivals.remove(id);
    const card = cardOf(id);
    if (kind === "snap") this.ask(); // for the count
    if (!card) return this.settle();
    const wasShown = this.lightbox?.currentId === id;
    this.lightbox?.drop(card);
    rearrange(this.#grid, () => card.remove());
    this.#changed();
    if (wasShown && !isOwnWish(card)) toast("That photo was taken down.");
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

  #changed() {
    showEmptiness(this.#grid);
    this.onCards();
  }
}
