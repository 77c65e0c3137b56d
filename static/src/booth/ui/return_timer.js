/** Frees the booth for the next guests, unless somebody is still there. */
import { byId } from "./dom.js";

const RETURN_MS = 30_000;
/** Whoever tapped to stay is asked again after this long without a tap. */
const STAY_MS = 60_000;

export function createReturnTimer({ onReturn, isBusy }) {
  const box = byId("again");
  let startedAt = 0;
  let endsAt = 0;
  let showsAt = 0;
  let ticker = null;

  function tick() {
    const now = performance.now();
    if (isBusy()) {
      stay();
      return;
    }
    box.classList.toggle("is-counting", now >= showsAt);
    if (now < showsAt) {
      byId("again-text").textContent = "Take your time. New photos is for the next guests.";
    } else if (now >= endsAt) {
      stop();
      onReturn();
    } else {
      const seconds = Math.ceil((endsAt - now) / 1000);
      const text = `Next guests in ${seconds} second${seconds === 1 ? "" : "s"}. Tap anywhere to stay.`;
      byId("again-text").textContent = text;
      box.style.setProperty("--left", String((endsAt - now) / RETURN_MS));
    }
  }

  function stay() {
    showsAt = performance.now() + STAY_MS;
    endsAt = showsAt + RETURN_MS;
  }

  function stop() {
    clearInterval(ticker);
    ticker = null;
  }

  return {
    start() {
      stop();
      startedAt = showsAt = performance.now();
      endsAt = showsAt + RETURN_MS;
      ticker = setInterval(tick, 200);
      tick();
    },
    stop,
    runsFor: () => performance.now() - startedAt,
    /** Somebody is there. */
    stay() {
      if (ticker === null) return;
      stay();
      tick();
    },
  };
}
