/** Keep the booth's files on this device: its service worker (service.worker.js). */

const PATIENCE_MS = 3000;

/**
 * Start the service worker at `url`; resolves when it rules this page, or when it is clear that it
 * will not soon: without one, everything comes from the network as ever.
 */
export function keepFiles(url) {
  const container = navigator.serviceWorker;
  if (!container || container.controller) {
    container?.register(url).catch(() => {});
    return Promise.resolve();
  }
  const inCharge = new Promise((resolve) => {
    container.addEventListener("controllerchange", resolve, { once: true });
    setTimeout(resolve, PATIENCE_MS);
  });
  return container.register(url).then(
    // One that is active and not in charge was passed over by a forced reload.
    (registration) => (registration?.installing ? inCharge : undefined),
    () => undefined,
  );
}
