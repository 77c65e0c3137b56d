/** One text on the board. */
import { moreOf, toneOf, whatOf } from "./words.js";

const timeOf = (iso) => new Date(iso).toLocaleTimeString([], { timeStyle: "short" });

/** `actions[name](row)` for open, history, arrived, lost, cancel, resend. */
export function createRow({ template, actions }) {
  const root = template.content.firstElementChild.cloneNode(true);
  const part = (selector) => root.querySelector(selector);
  const row = {
    root,
    message: null,
    show(message) {
      row.message = message;
      root.dataset.tone = toneOf(message);
      part(".row__who b").textContent = message.recipient_hint || "Erased";
      part(".row__who span").textContent = whatOf(message);
      part(".row__state b").textContent = message.status_label.split(":")[0];
      part(".row__why").textContent = message.failure;
      part(".row__more").textContent = moreOf(message, timeOf);
      const { can } = message;
      const shown = {
        open: Boolean(message.share_url),
        history: true,
        arrived: can.settle,
        lost: can.settle,
        cancel: can.cancel,
        resend: can.resend,
      };
      for (const button of root.querySelectorAll("[data-do]")) button.hidden = !shown[button.dataset.do];
      part("[data-do=open]").href = message.share_url ?? "";
    },
    say(text) {
      part(".row__said").textContent = text;
    },
    busy(isBusy) {
      for (const button of root.querySelectorAll("button")) button.disabled = isBusy;
    },
    showHistory(lines) {
      const list = part(".row__history");
      list.hidden = !lines;
      part("[data-do=history]").setAttribute("aria-expanded", String(Boolean(lines)));
      list.replaceChildren(...(lines ?? []).map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    },
    hasHistory: () => !part(".row__history").hidden,
  };
  for (const button of root.querySelectorAll("button[data-do]")) {
    button.addEventListener("click", () => actions[button.dataset.do](row));
  }
  return row;
}
