/**
 * What the server made of each photo: heard on the live feed, or asked for when that is late.
 *
 * Emits "verdict" (key, "accepted" | "refused", snap), once per photo.
 */
import { fetchByKeys } from "../api/client.js";
import { createEmitter } from "../emitter.js";
import { verdictOf } from "./words.js";

const POLL_MS = 1500;
/** After this long a verdict is for the gallery only: the guests have left. */
const PATIENCE_MS = 60_000;

/** `isAskedFor()`: whether the event minds smiles, so that guests may wait a moment for the verdict. */
export function createVerdicts({ outbox, live, url, isAskedFor }) {
  const emitter = createEmitter();
  const awaited = new Map();

  function take(snap) {
    const key = snap?.idempotency_key;
    const verdict = snap && verdictOf(snap);
    if (!awaited.has(key) || verdict === "unknown") return;
    awaited.delete(key);
    emitter.emit("verdict", key, verdict, snap);
  }

  function uploaded(entry, body) {
    if (awaited.has(entry.key)) awaited.get(entry.key).sentAt = Date.now();
    take(body);
  }

  async function poll() {
    const now = Date.now();
    for (const [key, { since }] of awaited) if (now - since > PATIENCE_MS) awaited.delete(key);
    const late = [...awaited].filter(([, { sentAt }]) => sentAt && now - sentAt >= POLL_MS);
    for (const snap of await fetchByKeys(url, late.map(([key]) => key))) take(snap);
  }

  async function pollForEver() {
    await poll();
    setTimeout(pollForEver, POLL_MS);
  }

  return {
    on: emitter.on,
    start() {
      outbox.on("sent", (entry, body) => entry.kind === "snap" && uploaded(entry, body));
      live.on("snap", take);
      live.on("open", poll);
      pollForEver();
    },
    /** Wait for a photo's verdict; `sentAt`: since when the server may have it, null: not yet. */
    expect(key, { sentAt = null } = {}) {
      awaited.set(key, { since: Date.now(), sentAt });
    },
    /** Resolve when none of the keys is undecided, or after `ms`, or at once when offline. */
    settled(keys, ms) {
      const isDone = () => !isAskedFor() || outbox.isHeld() || keys.every((key) => !awaited.has(key));
      if (isDone()) return Promise.resolve();
      return new Promise((resolve) => {
        const stop = emitter.on("verdict", () => isDone() && finish());
        const timer = setTimeout(finish, ms);
        function finish() {
          stop();
          clearTimeout(timer);
          resolve();
        }
      });
    },
  };
}
