/** One sentence for the guests, over the picture. */
import { byId } from "./dom.js";

export function createMessage() {
  const box = byId("message");
  let timer = null;

  return {
    /** Show a sentence for `ms`; `tone` is "kind" (a new try is needed) or "note". */
    show(text, { ms = 6000, tone = "kind" } = {}) {
      clearTimeout(timer);
      box.dataset.tone = tone;
      box.hidden = false;
      box.textContent = text;
      timer = setTimeout(() => {
        box.hidden = true;
      }, ms);
    },
    clear() {
      clearTimeout(timer);
      box.hidden = true;
    },
  };
}
