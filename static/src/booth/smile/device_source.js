/** Smile scores from this device: camera frames go to a worker, and stay here. */
import { createFrameClock, grabFrame } from "./camera_frames.js";
import { createFinder } from "./finder.js";
import { createPace } from "./pace.js";

const UNWANTED_MS = 250;

/**
 * The source that server_source.js describes, and `onProgress(part)` while it loads, `onReady()`, and
 * `onFailure(error)` when it cannot go on.
 */
export function createDeviceSource(options) {
  const { video, files, beforeLoading, isWanted, onScore, onProgress, onReady, onFailure } = options;
  let finder = null;
  let run = 0;

  async function load() {
    try {
      if (!finder) {
        onProgress(0);
        await beforeLoading();
        finder ??= createFinder({ files, onProgress });
      }
      await finder.open();
    } catch (error) {
      dispose();
      throw error;
    }
  }

  function dispose() {
    finder?.close();
    finder = null;
  }

  async function look(mine) {
    const clock = createFrameClock(video);
    const pace = createPace(performance.now());
    try {
      while (mine === run) {
        await sleep(pace.wait(performance.now()));
        await clock.next();
        if (mine !== run) return;
        const result = isWanted() ? await scoreFrame() : null;
        if (mine !== run) return;
        if (result) onScore(result);
        else await sleep(UNWANTED_MS);
        pace.looked(performance.now(), { isSomeoneThere: result?.faces.length > 0 });
      }
    } finally {
      clock.stop();
    }
  }

  async function scoreFrame() {
    const picture = await grabFrame(video);
    return picture && finder.score(picture);
  }

  return {
    /** Get ready without looking yet; rejects when that fails. */
    load,
    async start() {
      run += 1;
      const mine = run;
      try {
        await load();
        onReady();
        if (mine === run) await look(mine);
      } catch (error) {
        dispose();
        if (mine === run) onFailure(error);
      }
    },
    stop() {
      run += 1;
    },
  };
}

function sleep(ms) {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve();
}
