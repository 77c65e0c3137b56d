/** Countdown, flash and the frame that flies to its slot. */
import { byId, croppedCopy, prefersStillness } from "./dom.js";

const FLASH_MS = 120;
const FLY_MS = 350;

/** Show a number under the lens; null takes it away. */
export function showCount(number) {
  const box = byId("count");
  box.classList.toggle("is-shown", number !== null);
  if (number === null) return;
  const digit = box.firstElementChild;
  digit.textContent = String(number);
  if (!prefersStillness()) {
    digit.animate(
      [
        { transform: "scale(1.25)", opacity: 0.2 },
        { transform: "scale(1)", opacity: 1 },
      ],
      { duration: 220, easing: "cubic-bezier(0.2, 0.8, 0.2, 1)" },
    );
  }
  announce(String(number));
}

/** Say something to screen readers at once. */
export function announce(text) {
  byId("announcer").textContent = text;
}

export function flash() {
  const frames = [{ opacity: 1 }, { opacity: 1, offset: 0.4 }, { opacity: 0 }];
  return byId("flash").animate(frames, { duration: prefersStillness() ? 300 : FLASH_MS }).finished;
}

/** Fly a picture from the stage to its slot. */
export async function flyTo(picture, slot) {
  const from = byId("main").getBoundingClientRect();
  const to = slot.getBoundingClientRect();
  const copy = croppedCopy(picture, Math.round(from.width / 2), Math.round(from.height / 2));
  copy.className = "flyer";
  Object.assign(copy.style, { left: `${from.left}px`, top: `${from.top}px` });
  Object.assign(copy.style, { width: `${from.width}px`, height: `${from.height}px` });
  document.body.append(copy);
  await copy.animate(pathOf(from, to), { duration: FLY_MS, easing: "cubic-bezier(0.5, 0, 0.2, 1)" })
    .finished;
  copy.remove();
}

function pathOf(from, to) {
  if (prefersStillness()) return [{ opacity: 1 }, { opacity: 0 }];
  const [x, y] = [to.left - from.left, to.top - from.top];
  const [scaleX, scaleY] = [to.width / from.width, to.height / from.height];
  return [
    { transform: "none", borderRadius: "32px" },
    { transform: `translate(${x}px, ${y}px) scale(${scaleX}, ${scaleY})`, borderRadius: "90px" },
  ];
}
