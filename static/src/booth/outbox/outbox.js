/**
 * The outbox: everything that has to reach the server, kept on the device until it has.
 *
 * Emits "change" with a summary, "sent" (entry, body), "dropped" (entry, problem).
 */
import { send } from "../api/client.js";
import { createEmitter } from "../emitter.js";
import { createDrain } from "./drain.js";
import { watchRoom } from "./room.js";
import { summarise } from "./summary.js";

export function createOutbox({ shelf, transmit = send }) {
  const emitter = createEmitter();
  const drain = createDrain({ shelf, transmit, emitter, onChange: announce });
  const neighbours = new BroadcastChannel("smilebooth-outbox");
  let saving = 0;
  let isNearlyFull = false;

  async function announce(isFromHere = true) {
    const entries = await shelf.entries();
    const state = { ...drain.state(), inMemory: shelf.inMemory(), isNearlyFull };
    emitter.emit("change", summarise(entries, state));
    if (isFromHere) neighbours.postMessage("changed");
  }

  /** Keep entries (and photos, and the sitting) on the device, then send; true when stored. */
  async function add(parcel) {
    saving += 1;
    const isStored = await shelf.keep(parcel);
    saving -= 1;
    announce();
    drain.wake();
    return isStored;
  }

  /** Try now: the network may be back. */
  function kick() {
    drain.release();
  }

  function start() {
    neighbours.addEventListener("message", () => {
      drain.wake();
      announce(false);
    });
    window.addEventListener("online", kick);
    window.addEventListener("focus", kick);
    window.addEventListener("pageshow", kick);
    document.addEventListener("visibilitychange", () => document.hidden || kick());
    window.addEventListener("beforeunload", (event) => {
      if (saving || shelf.inMemory().size) event.preventDefault();
    });
    watchRoom((isIt) => {
      isNearlyFull = isIt;
      announce(false);
    });
    announce();
    kick();
  }

  return {
    on: emitter.on,
    add,
    kick,
    start,
    isHeld: () => drain.state().isHeld,
    /** What staff have to look at: what the server refused, and what only this page holds. */
    async troubled() {
      const inMemory = shelf.inMemory();
      const entries = await shelf.entries();
      return entries.filter((each) => each.problem !== null || inMemory.has(each.id));
    },
    /** Give a parked entry another try. */
    async retry(entry) {
      await shelf.settle(entry, { problem: null, attempts: 0, nextAt: 0 });
      announce();
      kick();
    },
  };
}
