const HOLD_MS = 450;
const STILL_PX = 10; // a finger that moves further than this scrolls

/** Call `onHold(target)` when a finger rests on something in `place`; its tap is then swallowed. */
export function onLongPress(place, onHold) {
  let timer = 0;
  let start = null;
  let held = false;
  const stop = () => clearTimeout(timer);

  place.addEventListener("pointerdown", (event) => {
    held = false;
    stop();
    if (event.pointerType === "mouse" || !event.isPrimary) return;
    start = event;
    timer = setTimeout(() => {
      held = true;
      navigator.vibrate?.(12);
      onHold(start.target);
    }, HOLD_MS);
  });
  place.addEventListener("pointermove", (event) => {
    if (start && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > STILL_PX) stop();
  });
  for (const end of ["pointerup", "pointercancel"]) place.addEventListener(end, stop);
  // The menu that the browser would open on the same press.
  place.addEventListener("contextmenu", (event) => {
    if (held || event.pointerType === "touch") event.preventDefault();
  });
  place.addEventListener(
    "click",
    (event) => {
      if (!held) return;
      held = false;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );
}
