/**
 * Where photos are scaled and encoded and strips are printed: in a worker, so that the camera's picture
 * never stands still; here on the page when the worker fails, since no photo may be lost.
 */
import { scriptAddress } from "../worker_script.js";
import { carryOut } from "./work.js";

/** A 4K photo takes a slow tablet two seconds. */
const LOST_MS = 15_000;

/** `script` is the address of darkroom.worker.js. */
export function createDarkroom({ script }) {
  const waiting = new Map();
  let opening = null;
  let count = 0;

  async function start() {
    const worker = new Worker(await scriptAddress(script));
    worker.onmessage = ({ data: { id, part, value } }) => waiting.get(id)?.(part, value);
    worker.onerror = ({ message }) => giveUp(message || "It could not start.");
    return worker;
  }

  function giveUp(reason) {
    opening?.then((worker) => worker.terminate(), () => {});
    opening = Promise.reject(new Error(reason));
    opening.catch(() => {});
    for (const answer of [...waiting.values()]) answer("failed", reason);
  }

  /** Have the worker do a job, a copy of which it gets; rejects when it does not. */
  async function delegate(job, answer) {
    const worker = await (opening ??= start());
    const id = (count += 1);
    const timer = setTimeout(giveUp, LOST_MS, "It does not answer.");
    try {
      await new Promise((resolve, reject) => {
        waiting.set(id, (part, value) => {
          if (part === "failed") reject(new Error(value));
          else if (part === "done") resolve();
          else answer(part, value);
        });
        worker.postMessage({ id, job });
      });
    } finally {
      clearTimeout(timer);
      waiting.delete(id);
    }
  }

  /** Do a job: {picture, bytes}, promises of its parts; `orHere` is the job as the page can do it. */
  function run(job, orHere = job) {
    const parts = { picture: promised(), bytes: promised() };
    const answer = (part, value) => parts[part].resolve(value);
    const work = delegate(job, answer).catch((error) => {
      console.warn("The darkroom's worker failed:", error);
      return carryOut(orHere, answer);
    });
    work.catch((error) => Object.values(parts).forEach(({ reject }) => reject(error)));
    work.finally(() => job.picture?.close?.()).catch(() => {});
    return { picture: parts.picture.promise, bytes: parts.bytes.promise };
  }

  return {
    /**
     * Scale and encode a picture, which is closed; see darkroom/work.js. Under a `key` it can be
     * printed later.
     */
    develop: (picture, { key, fit, isKept = false }) => run({ kind: "develop", picture, key, fit, isKept }),
    /**
     * Print a strip of the pictures `frames` and `company` with these `keys` and `companyKeys`; for the order see
     * strip/compose.js.
     */
    print({ frames, company = [], companyKeys = [], ...order }) {
      const byKey = { kind: "print", order: { ...order, companyKeys } };
      return run(byKey, { kind: "print", order: { ...order, frames, company } });
    },
    /** Let go of the pictures with other keys. */
    keepOnly: (keep) => opening?.then((worker) => worker.postMessage({ keep })).catch(() => {}),
  };
}

/** A promise that others keep or break; nobody needs to listen. */
function promised() {
  const each = {};
  each.promise = new Promise((resolve, reject) => Object.assign(each, { resolve, reject }));
  each.promise.catch(() => {});
  return each;
}
