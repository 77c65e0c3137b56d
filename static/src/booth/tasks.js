/** Room on the page's own thread: what can wait is done in a task of its own, so that none is long. */

const LATEST_MS = 10_000;
/** Where the browser does not tell when it has nothing to do (Safari). */
const UNTOLD_MS = 1000;

/** Resolve in another task, before which the browser can draw what has changed. */
export function nextTask() {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Resolve when the browser has nothing better to do, or after ten seconds in which it always had. */
export function whenIdle() {
  return new Promise((resolve) => {
    if ("requestIdleCallback" in globalThis) requestIdleCallback(resolve, { timeout: LATEST_MS });
    else setTimeout(resolve, UNTOLD_MS);
  });
}
