/** The slots of the strip that is being made. */
import { companyOf } from "../sitting/sitting.js";
import { byId, el } from "./dom.js";
import { groupCopy } from "./group_copy.js";

/**
 * `pictureOf(key)` is a photo's picture; `slot` a layout's first, in whose places guests from afar stand;
 * `onOpen(key)` is called when one is pressed.
 */
export function createTray({ frameCount, pictureOf, slot: place, onOpen }) {
  const root = byId("tray");
  const slots = Array.from({ length: frameCount }, (_, index) => {
    const slot = el("li", { class: "slot", "data-state": "empty" }, emptySign(index));
    root.append(slot);
    return slot;
  });

  function fill(slot, key, index, company) {
    if (slot.dataset.key === key) return;
    slot.dataset.key = key;
    const label = `Download photo ${index + 1}`;
    const button = el("button", { type: "button", class: "slot__photo", "aria-label": label });
    const pictures = [key, ...company].map(pictureOf).filter(Boolean);
    button.append(groupCopy(pictures, { width: 480, height: 400, slot: place }));
    button.addEventListener("click", () => onOpen(key));
    slot.replaceChildren(button);
  }

  function empty(slot, index) {
    if (!slot.dataset.key) return;
    delete slot.dataset.key;
    slot.replaceChildren(emptySign(index));
  }

  return {
    slot: (index) => slots[index],
    /** Show a sitting; `next` is the index of the slot that is being filled, or -1. */
    show(sitting, next = -1) {
      slots.forEach((slot, index) => {
        const key = sitting?.slots[index] ?? null;
        if (key && !pictureOf(key)) return; // it is being developed, and on its way here
        if (key) fill(slot, key, index, companyOf(sitting, key));
        else empty(slot, index);
        slot.dataset.state = key ? "done" : index === next ? "next" : "empty";
      });
    },
  };
}

function emptySign(index) {
  return el("span", { class: "slot__number" }, String(index + 1));
}
