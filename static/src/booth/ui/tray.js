/** The slots of the strip that is being made. */
import { byId, croppedCopy, el } from "./dom.js";

/** `pictureOf(key)` is a photo's picture; `onOpen(key)` is called when one is pressed. */
export function createTray({ frameCount, pictureOf, onOpen }) {
  const root = byId("tray");
  const slots = Array.from({ length: frameCount }, (_, index) => {
    const slot = el("li", { class: "slot", "data-state": "empty" }, emptySign(index));
    root.append(slot);
    return slot;
  });

  function fill(slot, key, index) {
    if (slot.dataset.key === key) return;
    slot.dataset.key = key;
    const label = `Download photo ${index + 1}`;
    const button = el("button", { type: "button", class: "slot__photo", "aria-label": label });
    button.append(croppedCopy(pictureOf(key), 480, 400));
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
        if (key) fill(slot, key, index);
        else empty(slot, index);
        slot.dataset.state = key ? "done" : index === next ? "next" : "empty";
      });
    },
  };
}

function emptySign(index) {
  return el("span", { class: "slot__number" }, String(index + 1));
}
