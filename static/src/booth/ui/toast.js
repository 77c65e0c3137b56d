/** A line at the foot of the screen that goes by itself; over whatever is shown. */
import { byId, el } from "./dom.js";

export function showToast(text, ms = 7000) {
  const toast = el("p", { class: "toast" }, text);
  byId("toasts").append(toast);
  setTimeout(() => toast.remove(), ms);
}
