/** Guests who walk away in the middle leave a half-filled tray: clear it for the next ones. */
import { isBlank } from "./sitting.js";

const ABANDONED_MS = 60_000;

export function createAbandonedWatch(onAbandoned) {
  let timer = null;
  return ({ state, sitting }) => {
    clearTimeout(timer);
    const isLeft = state === "ready" && sitting && !isBlank(sitting);
    timer = isLeft ? setTimeout(onAbandoned, ABANDONED_MS) : null;
  };
}
