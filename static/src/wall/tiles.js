import { imageOf, photoOf } from "./photos.js";

const SIZES = "(orientation: portrait) 26vw, 17vw";
const MOST_TILES = 48;
const HANDFUL = 2;
const HANDFUL_MS = 80;

/** The photos behind: they keep their places, and a new one takes the place of the one up longest. */
export class Tiles {
  #list;
  #turn = []; // ids, the one that has been up longest first

  constructor(list) {
    this.#list = list;
    this.#turn = [...list.children].map((tile) => tile.dataset.id).reverse();
    list.addEventListener("error", (event) => this.#drop(event.target.closest(".tile")), true);
  }

  /** Hang up what the page came with, a handful after the other: all at once is one long task. */
  async hang() {
    const tiles = [...this.#list.children];
    for (let first = 0; first < tiles.length; first += HANDFUL) {
      for (const tile of tiles.slice(first, first + HANDFUL)) tile.classList.add("is-up");
      await new Promise((resolve) => setTimeout(resolve, HANDFUL_MS));
    }
    this.#list.classList.add("is-hung");
  }

  get photos() {
    return [...this.#list.children].map(photoOf);
  }

  has(id) {
    return Boolean(this.#tileOf(id));
  }

  put(photo) {
    if (this.has(photo.id)) return;
    const tile = makeTile(photo);
    const old = this.#list.children.length < MOST_TILES ? null : this.#toReplace(photo);
    if (old) {
      tile.className = old.className; // the place keeps its shape; the picture fills it
      this.#forget(old.dataset.id);
      old.replaceWith(tile);
    } else {
      this.#list.append(tile);
    }
    tile.classList.add("is-new");
    this.#turn.push(photo.id);
  }

  remove(id) {
    this.#drop(this.#tileOf(id));
  }

  #tileOf(id) {
    return [...this.#list.children].find((tile) => tile.dataset.id === id);
  }

  /** The tile of the same shape that has been up longest, or else the one of any shape. */
  #toReplace({ shape }) {
    const tiles = this.#turn.map((id) => this.#tileOf(id)).filter(Boolean);
    return tiles.find((tile) => tile.classList.contains(`tile--${shape}`)) ?? tiles[0];
  }

  #drop(tile) {
    if (!tile) return;
    this.#forget(tile.dataset.id);
    tile.remove();
  }

  #forget(id) {
    this.#turn = this.#turn.filter((other) => other !== id);
  }
}

function makeTile(photo) {
  const tile = document.createElement("li");
  tile.className = `tile tile--${photo.shape}`;
  const { id, kind, shape, published } = photo;
  Object.assign(tile.dataset, { id, kind, shape, published });
  tile.append(imageOf(photo, SIZES));
  return tile;
}
