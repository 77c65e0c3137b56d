/**
 * Where smile scores come from: this device where it can, else the server.
 *
 * `onPlace({place, part?, reason?})` tells of a change: place is "loading" (part: 0..1), "device" or
 * "server" (reason: why not here). `beforeLoading()` resolves when the files may be fetched.
 */
import { createDeviceSource } from "./device_source.js";
import { createServerSource } from "./server_source.js";

/** After a failure that may pass, such as a lost network, this device is tried again. */
const RETRY_MS = 60_000;

export function createSource(options) {
  const { video, files, url, isWanted, onScore, onTrouble, onPlace, beforeLoading } = options;
  let reason = whyNotHere(files);
  let retryAt = reason ? Infinity : 0;
  let running = null;
  const server = createServerSource({ video, url, isWanted, onScore, onTrouble });
  const device = createDeviceSource({
    video,
    files,
    beforeLoading,
    isWanted,
    onScore,
    onProgress: (part) => onPlace({ place: "loading", part }),
    onReady: () => onPlace({ place: "device" }),
    onFailure(error) {
      console.warn("Smiles cannot be found on this device:", error);
      reason = error.message;
      retryAt = performance.now() + RETRY_MS;
      run(server);
    },
  });

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
