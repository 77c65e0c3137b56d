/** The panel in which a guest changes the filter, or picks the photo to take again. */
import { nextTask } from "../tasks.js";
import { byId, croppedCopy, el } from "./dom.js";
import { createFilterRow } from "./filter_row.js";

export function createResultChoice({ filters, album, look, sitting, onRetake }) {
  const panel = byId("result-choice");
  const openers = { filter: byId("change-filter"), retake: byId("retake-one") };
  let row = null;

  function filterPanel() {
    const root = el("div", { role: "radiogroup", "aria-label": "Filter" });
    row = createFilterRow(root, { filters, onPick: look.set });
    const { setPicture } = row;
    const key = sitting().slots[0];
    nextTask().then(() => album.picture(key) && setPicture(album.picture(key))); // drawing takes its time
    return [el("h3", {}, "Pick a look"), root];
  }

  function retakePanel() {
    const photos = sitting().slots.map((key, index) => {
      const label = `Take photo ${index + 1} again`;
      const button = el("button", { type: "button", class: "pick", "aria-label": label });
      button.append(croppedCopy(album.picture(key), 240, 200));
      button.addEventListener("click", () => onRetake(index));
      return button;
    });
    return [el("h3", {}, "Which one shall we take again?"), el("div", { class: "picks" }, ...photos)];
  }

  function open(kind) {
    const isOpen = openers[kind].getAttribute("aria-expanded") === "true";
    close();
    if (isOpen) return;
    openers[kind].setAttribute("aria-expanded", "true");
    panel.replaceChildren(...(kind === "filter" ? filterPanel() : retakePanel()));
    panel.hidden = false;
    byId("take-home").classList.add("is-covered");
    row?.check(look.filter());
    panel.querySelector("[aria-checked=true], button")?.focus({ preventScroll: true });
  }

  function close() {
    row = null;
    panel.hidden = true;
    byId("take-home").classList.remove("is-covered");
    for (const opener of Object.values(openers)) opener.setAttribute("aria-expanded", "false");
  }

  for (const [kind, opener] of Object.entries(openers)) {
    opener.addEventListener("click", () => open(kind));
  }
  return { close, isOpen: () => !panel.hidden };
}
