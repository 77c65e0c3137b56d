/** Notices a camera that claims to be live but whose picture stands still (a hung USB bus). */

const EVERY_MS = 2000;
/** So many looks without a new frame in a row are a freeze, not a hiccup. */
const LOOKS = 3;

export function watchForFreeze(video, onFreeze) {
  let lastTime = -1;
  let stills = 0;
  setInterval(() => {
    if (document.hidden || !video.srcObject?.active) {
      stills = 0;
      return;
    }
    if (video.paused) video.play().catch(() => {});
    stills = video.currentTime === lastTime ? stills + 1 : 0;
    lastTime = video.currentTime;
    if (stills >= LOOKS) {
      stills = 0;
      onFreeze();
    }
  }, EVERY_MS);
}
