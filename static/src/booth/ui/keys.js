/** Keyboard and presenter's clicker: every usual key of a clicker is the shutter. */
import { isDialogOpen } from "./dialogs.js";

const SHUTTER_KEYS = new Set([" ", "Enter", "PageDown", "PageUp", "ArrowRight", "ArrowLeft", "b", "B", "."]);
const OWN_USE = "button, a, input, select, textarea, summary, [contenteditable]";

export function wireKeys({ onShutter, onEscape }) {
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || isDialogOpen()) return;
    if (event.key === "Escape") {
      onEscape();
    } else if (SHUTTER_KEYS.has(event.key) && !hasOwnUse(event)) {
      event.preventDefault();
      onShutter();
    }
  });
}

/** Space and Enter press the button that has the focus; arrows move within a radio group. */
function hasOwnUse({ key, target }) {
  if (key === " " || key === "Enter") return target.matches(OWN_USE);
  if (key.startsWith("Arrow")) return target.closest("[role=radiogroup], input, select") !== null;
  return target.matches("input, select, textarea");
}
