/** Sends what waits, one entry at a time, one tab at a time. */
import { backoffMs } from "./backoff.js";
import { dependentsOf, msUntilNext, nextEntry } from "./order.js";
import { outcomeOf, problemOf } from "./outcome.js";
import { requestOf } from "./request.js";

const LOCK = "smilebooth-outbox";
/** Look again this often while another tab is sending. */
const NEIGHBOUR_MS = 3000;

/** Do the work unless another tab does it; insecure addresses have no locks, and no camera. */
function alone(work, otherwise) {
  const locks = globalThis.navigator?.locks;
  if (!locks) return work();
  return locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : otherwise));
}

export function createDrain({ shelf, transmit, emitter, onChange }) {
  let timer = null;
  let isRunning = false;
  let isWanted = false;
  let failures = 0;
  let heldUntil = 0;
  let needsSignIn = false;

  async function wake() {
    isWanted = true;
    if (isRunning) return;
    isRunning = true;
    clearTimeout(timer);
    let again = NEIGHBOUR_MS;
    while (isWanted) {
      isWanted = false;
      again = await alone(sendAll, NEIGHBOUR_MS);
    }
    isRunning = false;
    if (again !== null) timer = setTimeout(wake, again);
  }

  /** Send until nothing is due; resolve to the ms until something will be, or null. */
  async function sendAll() {
    for (;;) {
      const entries = await shelf.entries();
      if (!entries.length) clearHold(); // perhaps another tab has sent them
      const now = Date.now();
      const entry = heldUntil > now ? null : nextEntry(entries, now);
      if (!entry) {
        const wait = msUntilNext(entries, now);
        return wait === null ? null : Math.max(wait, heldUntil - now, 50);
      }
      // A store that does not take the result must not have us send the same for ever.
      await settle(entry, await attempt(entry), entries).catch(() => hold(false, 0));
      await onChange();
    }
  }

  async function attempt(entry) {
    const request = await requestOf(entry, shelf);
    if (request) return transmit(request);
    const detail = "This photo is no longer on this device.";
    return { status: 400, body: { code: "bytes_missing", detail }, retryAfter: 0 };
  }

  async function settle(entry, reply, entries) {
    const outcome = outcomeOf(entry, reply);
    if (outcome === "sent" || outcome === "retry" || outcome === "park") clearHold();
    const attempts = entry.attempts + 1;
    if (outcome === "sent") {
      await shelf.settle(entry, null);
      emitter.emit("sent", entry, reply.body);
    } else if (outcome === "park") {
      await shelf.settle(entry, { attempts, problem: problemOf(reply) });
    } else if (outcome === "drop") {
      await drop(entry, reply, entries);
    } else if (outcome === "retry") {
      await shelf.settle(entry, { attempts, nextAt: Date.now() + backoffMs(attempts) });
    } else {
      hold(outcome === "sign-in", reply.retryAfter);
    }
  }

  /** Give up an entry that keeps no photo, and what leans on it. */
  async function drop(entry, reply, entries) {
    const gone = new Set([entry.id, ...dependentsOf(entry.id, entries)]);
    for (const each of entries.filter(({ id }) => gone.has(id))) {
      await shelf.settle(each, null);
      emitter.emit("dropped", each, problemOf(reply));
    }
  }

  function hold(isSignIn, retryAfter) {
    failures += 1;
    needsSignIn = isSignIn;
    heldUntil = Date.now() + Math.max(retryAfter, backoffMs(failures));
  }

  function clearHold() {
    failures = 0;
    heldUntil = 0;
    needsSignIn = false;
  }

  return {
    wake,
    /** Forget back-offs: something says that the network is back. */
    release() {
      heldUntil = 0;
      wake();
    },
    state: () => ({ isHeld: failures > 0, needsSignIn }),
  };
}
