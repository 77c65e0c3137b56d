/** The worker that finds smiles (smile.worker.js), as promises. One frame is with it at a time. */
import { scriptAddress } from "../worker_script.js";

const SILENT_MS = 30_000; // a download that has stopped
const LOST_MS = 10_000; // a frame that is not coming back

/** `files` are those of the page's configuration; `onProgress(part)` is called while it loads. */
export function createFinder({ files, onProgress = () => {} }) {
  let worker = null;
  let answer = null;
  let last = Promise.resolve();
  let opening = null;

  function ask(message, { transfer = [], type, ms }) {
    return new Promise((resolve, reject) => {
      const fail = (reason) => settle(reject, new Error(reason));
      let timer = setTimeout(fail, ms, "The smile finder does not answer.");
      function settle(how, value) {
        clearTimeout(timer);
        answer = null;
        how(value);
      }
      answer = {
        fail,
        take(data) {
          if (data.type === "failed") return fail(data.reason);
          if (data.type === type) return settle(resolve, data);
          clearTimeout(timer);
          timer = setTimeout(fail, ms, "The smile finder has stopped loading.");
          return onProgress(data.part);
        },
      };
      worker.postMessage(message, transfer);
    });
  }

  async function start() {
    const address = await scriptAddress(files.worker);
    worker = new Worker(address);
    worker.onmessage = ({ data }) => answer?.take(data);
    worker.onerror = ({ message }) => answer?.fail(message || "The smile finder could not start.");
    await ask({ type: "load", files: absolute(files) }, { type: "ready", ms: SILENT_MS });
    URL.revokeObjectURL(address);
  }

  return {
    /** Load it, once; rejects when it cannot run here. */
    open: () => (opening ??= start()),
    /** Score a VideoFrame or ImageBitmap, which is handed over; see smile.worker.js for the answer. */
    score(picture, { isStill = false } = {}) {
      const ours = last.then(() =>
        ask({ type: "score", picture, isStill }, { transfer: [picture], type: "scored", ms: LOST_MS }),
      );
      last = ours.catch(() => {});
      return ours;
    },
    close() {
      worker?.terminate();
      answer?.fail("The smile finder was closed.");
    },
  };
}

/** A blob has no folder: every address inside `files` in full. */
function absolute(files) {
  return JSON.parse(JSON.stringify(files), (_, value) =>
    typeof value === "string" ? new URL(value, location.href).href : value,
  );
}
