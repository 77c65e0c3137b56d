import { askAfter } from "./arrivals.js";
import { fetchCards } from "./cards.js";

const MOST_PIECES = 10;

/** Fetches what is new: one request at a time, and one more if asked meanwhile. */
export class News {
  #grid;
  #handlers;
  #newest;
  #asking = null;
  #askAgain = false;
  #isBehind = false; // there is something that has not been fetched yet
  #isChecking = false;

  /** `onPiece` gets each answer as it comes, `onCards` all that they hold, newest first. */
  constructor(grid, { onPiece, onCards }) {
    this.#grid = grid;
    this.#handlers = { onPiece, onCards };
    this.#newest = grid.firstElementChild?.dataset.published;
  }

  /** `andCheck`: ask also which of the photos on the page are still there. */
  ask({ andCheck = false } = {}) {
    this.#isBehind = true;
    this.#isChecking ||= andCheck;
    this.#askAgain = Boolean(this.#asking);
    this.#asking ??= this.#receive()
      .catch(() => {}) // the next event, or the next poll, asks again
      .finally(() => {
        this.#asking = null;
        if (this.#askAgain) this.ask();
      });
    return this.#asking;
  }

  /** These cards have come by themselves: nothing older has to be asked for, unless it was missed. */
  know(cards) {
    if (!this.#isBehind) this.#newest = cards[0]?.dataset.published ?? this.#newest;
  }

  async #receive() {
    const { cardsUrl, kind } = this.#grid.dataset;
    const after = askAfter(this.#newest);
    const found = [];
    let since = (this.#isChecking && this.#grid.lastElementChild?.dataset.published) || "";
    let before = "";
    this.#isChecking = false;
    for (let number = 0; number < MOST_PIECES; number += 1) {
      const piece = await fetchCards(cardsUrl, { after, before, since, kind });
      found.push(...piece.cards);
      this.#handlers.onPiece(piece);
      before = piece.cursor;
      since = "";
      if (!before || !after) break;
    }
    this.#isBehind = false;
    this.know(found);
    this.#handlers.onCards(found);
  }
}
