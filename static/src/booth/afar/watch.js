/** Notices what goes wrong with the booth and that it has mended itself, in words for staff. */

const ASLEEP_MS = 20_000;
const TICK_MS = 5000;
/** A page that was hidden for less is a glance at another tab. */
const HIDDEN_MS = 20_000;

const CAMERA = {
  refused: "The camera is not allowed.",
  absent: "No camera was found.",
  unplugged: "The camera went away.",
  busy: "Another program has the camera.",
  paused: "The camera stopped sending pictures.",
  unknown: "The camera did not start.",
};

/** `note` writes a line for staff and sends it. */
export function watchBooth({ camera, outbox, note }) {
  let cameraTrouble = false;
  let isFull = false;
  let lastTick = Date.now();
  let hiddenAt = null;

  camera.on("problem", (problem) => {
    if (CAMERA[problem]) note(CAMERA[problem]);
    else if (problem === null && cameraTrouble) note("The camera is back.");
    if (problem !== "asking") cameraTrouble = problem !== null;
  });
  outbox.on("change", ({ unstored }) => {
    if (unstored && !isFull) note("The device is full: photos are held by the page alone.");
    if (!unstored && isFull) note("All photos are stored again.");
    isFull = unstored > 0;
  });
  window.addEventListener("offline", () => note("The network went away."));
  window.addEventListener("online", () => note("The network is back."));

  /** Timers stand still while the device sleeps or the tab is frozen. */
  function tick() {
    const away = Date.now() - lastTick;
    lastTick = Date.now();
    if (away > TICK_MS + ASLEEP_MS) {
      note(`The page was asleep for ${spell(away)}.`);
      if (!camera.isLive()) camera.open();
    }
  }

  /** A locked device, or another tab in front: timers may go on, and the camera may not. */
  function seen() {
    const away = hiddenAt === null ? 0 : Date.now() - hiddenAt;
    hiddenAt = document.hidden ? (hiddenAt ?? Date.now()) : null;
    if (document.hidden) return;
    tick();
    if (away > HIDDEN_MS) note(`Nobody saw the page for ${spell(away)}: locked, or another one in front.`);
  }

  setInterval(tick, TICK_MS);
  document.addEventListener("visibilitychange", seen);
  note("The booth's page was opened.");
}

export function spell(ms) {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}
