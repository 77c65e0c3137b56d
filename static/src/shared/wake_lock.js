/** Keep the screen on while the page is seen. */
export function keepAwake() {
  async function ask() {
    if (document.hidden) return;
    await navigator.wakeLock?.request("screen").catch(() => {}); // a low battery refuses
  }
  document.addEventListener("visibilitychange", ask);
  ask();
}
