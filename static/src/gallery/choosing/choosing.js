import { idOf } from "../cards.js";
import { onLongPress } from "./long_press.js";
import { Selection } from "./selection.js";

/**
 * The grid as a place to choose photos: a press on one chooses it instead of opening it. Its links
 * are checkboxes for as long.
 */
export class Choosing {
  #grid;
  #onChange;
  selection = new Selection();
  isOn = false;

  /** `onChange()`: on, off, or another choice. */
  constructor({ grid, onChange }) {
    this.#grid = grid;
    this.#onChange = onChange;
    onLongPress(grid, (target) => this.#hold(target.closest(".card")));
    grid.addEventListener("click", (event) => this.#click(event), { capture: true });
    grid.addEventListener("keydown", (event) => this.#key(event), { capture: true });
    document.addEventListener("keydown", (event) => this.#pageKey(event));
  }

  get order() {
    return [...this.#grid.children].map(idOf);
  }

  get cards() {
    return [...this.#grid.children].filter((card) => this.selection.has(idOf(card)));
  }

  start() {
    if (this.isOn) return;
    this.isOn = true;
    this.show();
  }

  stop() {
    this.isOn = false;
    this.selection.clear();
    this.show();
  }

  chooseAll() {
    this.selection.add(this.order);
    this.show();
  }

  /** The grid has changed: photos have come, or one has gone. */
  show() {
    const here = new Set(this.order);
    this.selection.ids.filter((id) => !here.has(id)).forEach((id) => this.selection.delete(id));
    this.#grid.classList.toggle("is-choosing", this.isOn);
    for (const card of this.#grid.children) this.#mark(card);
    this.#onChange();
  }

  #mark(card) {
    const link = card.querySelector(".card__link");
    const isChosen = this.selection.has(idOf(card));
    card.classList.toggle("is-chosen", isChosen);
    if (this.isOn) link.setAttribute("role", "checkbox");
    else link.removeAttribute("role");
    if (this.isOn) link.setAttribute("aria-checked", String(isChosen));
    else link.removeAttribute("aria-checked");
  }

  #hold(card) {
    if (!card) return;
    this.isOn = true;
    this.#choose(idOf(card), false);
  }

  #choose(id, isRange) {
    if (isRange) this.selection.extendTo(id, this.order);
    else this.selection.toggle(id);
    this.show();
  }

  #click(event) {
    const card = event.target.closest(".card");
    if (!this.isOn || !card) return;
    event.preventDefault();
    event.stopPropagation(); // the large view listens here too
    this.#choose(idOf(card), event.shiftKey);
  }

  #key(event) {
    const card = event.target.closest(".card");
    if (!this.isOn || !card || ![" ", "Enter"].includes(event.key)) return;
    event.preventDefault();
    this.#choose(idOf(card), event.shiftKey);
  }

  #pageKey(event) {
    if (!this.isOn || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") this.stop();
    if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.chooseAll();
    }
  }
}
