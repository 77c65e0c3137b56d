import { toast } from "../shared/dom.js";
import { Arrivals, placeAmong } from "./arrivals.js";
import { cardOf, cardsOf, idOf, insertByTime, rearrange, showEmptiness } from "./cards.js";
import { News } from "./news.js";
import { goneCards, showsKind } from "./present.js";
import { isOwnWish } from "./takedown.js";
import { arrivalsLabel, photoCount } from "./words.js";

const AT_TOP = 60; // pixels of the first row that may be out of view

/** The grid as it changes while somebody looks at it; `announce` and `remove` are the feed's. */
export class GalleryPage {
  #grid;
  #button = document.getElementById("arrivals");
  #arrivals;
  #news;
  lightbox = null;
  onCards = () => {}; // after cards have come or gone

  constructor(grid) {
    this.#grid = grid;
    this.#arrivals = new Arrivals([...grid.children].map(idOf));
    this.#news = new News(grid, {
      onPiece: (piece) => this.#adjust(piece),
      onCards: (cards) => this.#take(cards),
    });
    this.#button.addEventListener("click", () => this.#goToNewest());
    addEventListener("scroll", () => this.settle(), { passive: true });
  }

  /** A photo is to be seen: its card comes along, or has to be asked for. */
  announce({ id, kind, html, count }) {
    if (!this.#arrivals.announce(id)) return;
    if (!html) return this.#news.ask();
    this.#showCount(count);
    const cards = showsKind(this.#grid.dataset.kind, kind) ? cardsOf(html) : [];
    this.#news.know(cards);
    this.#take(cards);
  }

  /** Ask what has come, and which photos have gone, when no feed has said so. */
  check() {
    return this.#news.ask({ andCheck: true });
  }

  #adjust({ count, present }) {
    goneCards(this.#grid.children, present).forEach((card) => this.#drop(idOf(card)));
    this.#showCount(count);
  }

  #take(found) {
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
  remove({ id, kind, count }) {
    if (count !== undefined) this.#showCount(count);
    else if (kind === "snap") this.#news.ask(); // for the count
    this.#drop(id);
  }

  #drop(id) {
    this.#arrivals.remove(id);
    const card = cardOf(id);
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
