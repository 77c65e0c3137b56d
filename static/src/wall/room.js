const IDLE_MS = 3000;

/** What a big screen needs of its room: full screen by the F key or the button, a cursor that hides. */
export function furnish(button) {
  button.hidden = !document.fullscreenEnabled;
  button.addEventListener("click", toggle);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "f" && !event.ctrlKey && !event.metaKey && !event.altKey) toggle();
  });
  document.addEventListener("fullscreenchange", () => {
    button.textContent = document.fullscreenElement ? "Leave full screen" : "Full screen";
  });
  hideWhenIdle();
}

function toggle() {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  change.catch(() => {}); // the browser's own setting forbids it
}

function hideWhenIdle() {
  let timer = 0;
  const wake = () => {
    document.documentElement.classList.remove("is-idle");
    clearTimeout(timer);
    timer = setTimeout(() => document.documentElement.classList.add("is-idle"), IDLE_MS);
  };
  for (const event of ["pointermove", "pointerdown", "keydown"]) addEventListener(event, wake);
  wake();
}
