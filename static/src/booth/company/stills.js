/** Notices within a second that a live picture stands still, and that it moves again. */

const EVERY_MS = 200;
const STILL_MS = 800;

/** `elementOf()` is the video, or nothing yet; `onMove(moves)` is called on every change. */
export function watchForStill(elementOf, onMove, { now = () => performance.now() } = {}) {
  let lastTime = -1;
  let lastMove = -Infinity;
  let moves = false;

  function look() {
    const video = elementOf();
    const time = video?.videoWidth ? video.currentTime : -1;
    if (time !== lastTime && time > 0) lastMove = now();
    lastTime = time;
    const is = time > 0 && now() - lastMove < STILL_MS;
    if (is !== moves) onMove((moves = is));
  }

  const timer = setInterval(look, EVERY_MS);
  return { look, stop: () => clearInterval(timer) };
}
