/** How much room this device has left for photos. */

/** Below this many bytes staff should make room: about a hundred photos. */
const LITTLE = 300 * 1024 * 1024;
const EVERY_MS = 60_000;

/** Whether an estimate of navigator.storage, {quota, usage}, leaves little room. */
export function isLittle({ quota, usage } = {}) {
  return quota > 0 && quota - (usage ?? 0) < LITTLE;
}

/** Call `onChange(isNearlyFull)` when that changes. */
export function watchRoom(onChange) {
  let was = false;
  async function look() {
    const estimate = await navigator.storage?.estimate?.().catch(() => undefined);
    const is = isLittle(estimate);
    if (is !== was) onChange((was = is));
  }
  look();
  setInterval(look, EVERY_MS);
}
