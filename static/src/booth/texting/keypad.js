/** A keypad for thumbs: it types into an input as a keyboard would. */
import { byId, el, icon } from "../ui/dom.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "+", "0", "erase"];

export function wireKeypad(input) {
  const root = byId("keypad");
  for (const key of KEYS) {
    const isErase = key === "erase";
    const button = el("button", { type: "button", class: "key", "data-key": key });
    if (isErase) button.setAttribute("aria-label", "Erase one digit");
    button.append(isErase ? icon("erase") : key);
    // The input keeps its focus and caret.
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", () => press(input, key));
    root.append(button);
  }
}

function press(input, key) {
  input.value = key === "erase" ? withoutLastDigit(input.value) : input.value + key;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Also removes the spaces and brackets that grouping put after the digit. */
export function withoutLastDigit(text) {
  return text.replace(/[\d+][^\d+]*$/, "");
}
