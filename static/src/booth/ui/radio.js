/** Radio groups made of buttons: one is checked, arrows move, only the checked one takes Tab. */

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** `onPick(button)` is called when a person picks another one; `check(button)` sets it silently. */
export function createRadioGroup(root, onPick) {
  const buttons = () => [...root.querySelectorAll("[role=radio]")];

  function check(chosen) {
    for (const button of buttons()) {
      button.setAttribute("aria-checked", String(button === chosen));
      button.tabIndex = button === chosen ? 0 : -1;
    }
  }

  function pick(button) {
    if (button.getAttribute("aria-checked") === "true") return;
    check(button);
    onPick(button);
  }

  root.addEventListener("click", (event) => {
    const button = event.target.closest("[role=radio]");
    if (button) pick(button);
  });
  root.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const all = buttons();
    const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
    next.focus();
    pick(next);
  });
  return { check };
}
