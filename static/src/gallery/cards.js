import { prefersReducedMotion } from "../shared/dom.js";
import { placeAmong } from "./arrivals.js";

const PREFIX = "photo-";
const SLIDE = { duration: 700, easing: "cubic-bezier(0.2, 0.8, 0.2, 1)" };

export const idOf = (card) => card.id.slice(PREFIX.length);
export const cardOf = (id) => document.getElementById(PREFIX + id);

/** The cards in a piece of the grid. */
export function cardsOf(html) {
  return [...parse(html).querySelectorAll(".card")];
}

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/**
 * Fetch a piece of the grid; return its cards and the cursor of the next piece, or "". With `since`
 * also which photos there are from then on: `present`.
 */
export async function fetchCards(url, parameters) {
  const query = new URLSearchParams(parameters);
  const response = await fetch(`${url}?${query}`, { headers: { Accept: "text/html" } });
  if (!response.ok) {
    throw Object.assign(new Error(`${url} answered ${response.status}`), { status: response.status });
  }
  const piece = parse(await response.text());
  return {
    cards: [...piece.querySelectorAll(".card")],
    present: piece.querySelector("[data-present]")?.dataset,
    cursor: response.headers.get("X-Next-Cursor") ?? "",
    count: Number(response.headers.get("X-Photo-Count")),
  };
}

export function insertByTime(grid, card) {
  const times = [...grid.children].map((other) => other.dataset.published);
  grid.insertBefore(card, grid.children[placeAmong(times, card.dataset.published)] ?? null);
}

/** Change the grid, and let the cards in view glide from their old places to the new. */
export function rearrange(grid, change) {
  const before = new Map([...grid.children].map((card) => [card, card.getBoundingClientRect()]));
  change();
  if (prefersReducedMotion() || !grid.animate) return;
  for (const card of grid.children) {
    const box = card.getBoundingClientRect();
    if (box.top > innerHeight || box.bottom < 0) continue;
    glide(card, before.get(card), box);
  }
}

function glide(card, from, to) {
  const start = from
    ? { transform: `translate(${from.left - to.left}px, ${from.top - to.top}px)` }
    : { transform: "translateY(-48px) scale(0.9)", opacity: 0 };
  if (from && from.left === to.left && from.top === to.top) return;
  card.animate([start, { transform: "none", opacity: 1 }], SLIDE);
}

/** Say how to fill an empty gallery, and offer what there is to do with a filled one. */
export function showEmptiness(grid) {
  const isEmpty = grid.children.length === 0;
  document.getElementById("empty").hidden = !isEmpty;
  document.getElementById("kinds").hidden = isEmpty && grid.dataset.kind === "all";
  for (const place of document.querySelectorAll("[data-for-photos]")) place.hidden = isEmpty;
}
