/** The booth closed for a while by staff, with a sentence for guests. It outlives a reload. */
import { byId } from "../ui/dom.js";

const SENTENCE = "Back in a moment";

export function createPauseSign({ storage }) {
  const sign = byId("pause-sign");
  let text = storage.read();

  function show() {
    sign.hidden = !text;
    byId("pause-text").textContent = text;
    document.body.toggleAttribute("data-paused", Boolean(text));
    byId("pause-toggle").textContent = text ? "Open the booth again" : "Pause the booth";
    byId("pause-toggle").setAttribute("aria-pressed", String(Boolean(text)));
  }

  function set(next) {
    text = next;
    storage.write(text);
    show();
  }

  byId("pause-toggle").addEventListener("click", () => set(text ? "" : SENTENCE));
  show();
  return {
    isOn: () => Boolean(text),
    text: () => text,
    put: (sentence) => set(sentence?.trim() || SENTENCE),
    take: () => set(""),
  };
}
