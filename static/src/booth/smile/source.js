/**
 * Where smile scores come from: this device where it can, else the server.
 *
 * `onPlace({place, part?, reason?})` tells of a change: place is "loading" (part: 0..1), "device" or
 * "server" (reason: why not here). `beforeLoading()` resolves when the files may be fetched.
 * `makeDevice` and `makeServer` make the two sources.
 */
import { createDeviceSource } from "./device_source.js";
import { createServerSource } from "./server_source.js";

/** After a failure that may pass, such as a lost network, this device is tried again. */
const RETRY_MS = 60_000;

export function createSource(options) {
  const { video, files, url, isWanted, onScore, onTrouble, onPlace, beforeLoading } = options;
  const { makeDevice = createDeviceSource, makeServer = createServerSource } = options;
  let reason = whyNotHere(files);
  let retryAt = reason ? Infinity : 0;
  let retryTimer = null;
  let running = null;
  const server = makeServer({ video, url, isWanted, onScore, onTrouble });
  const device = makeDevice({
    video,
    files,
    beforeLoading,
    isWanted,
    onScore,
    onProgress: (part) => onPlace({ place: "loading", part }),
    onReady: () => onPlace({ place: "device" }),
    onFailure(error) {
      excuse(error);
      run(server);
    },
  });

  /** Say why this device could not, and try it again later. */
  function excuse(error) {
    console.warn("Smiles cannot be found on this device:", error);
    reason = `The smile finder could not be loaded, or has stopped (${error.message}).`;
    retryAt = performance.now() + RETRY_MS;
    clearTimeout(retryTimer);
    retryTimer = setTimeout(retry, RETRY_MS);
  }

  /** The server goes on finding smiles until this device is ready. */
  async function retry() {
    if (running !== server) return;
    try {
      await device.load();
    } catch (error) {
      excuse(error);
      if (running === server) onPlace({ place: "server", reason });
      return;
    }
    if (running !== server) return;
    server.stop();
    run(device);
  }

  function run(source) {
    running = source;
    if (source === server) onPlace({ place: "server", reason });
    source.start();
  }

  return {
    start: () => run(performance.now() < retryAt ? server : device),
    stop() {
      running?.stop();
      running = null;
    },
  };
}

/** What this browser or installation lacks, in words for staff; null when nothing is missing. */
function whyNotHere(files) {
  if (!files) return "Its files are missing from this installation (run make setup).";
  const needed = ["WebAssembly", "Worker", "OffscreenCanvas"].filter((name) => !(name in window));
  return needed.length ? `This browser has no ${needed.join(" and no ")}.` : null;
}
