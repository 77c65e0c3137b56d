/** The state of the outbox in a few words. */

/**
 * Count what waits. `inMemory` are ids that the device could not store; `isHeld` says that the
 * last try failed; `needsSignIn` that the server no longer knows this user.
 */
export function summarise(entries, { inMemory = new Set(), isHeld = false, needsSignIn = false, isNearlyFull = false } = {}) {
  const waiting = entries.filter((each) => each.problem === null);
  return {
    waiting: waiting.length,
    photosWaiting: waiting.filter((each) => each.kind === "snap").length,
    parked: entries.length - waiting.length,
    photosParked: entries.filter((each) => each.problem !== null && each.kind === "snap").length,
    unstored: entries.filter((each) => inMemory.has(each.id) && each.kind === "snap").length,
    isHeld: isHeld || waiting.some((each) => each.attempts > 0),
    needsSignIn: needsSignIn && waiting.length > 0,
    isNearlyFull,
  };
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** {tone: "ok" | "busy" | "wait" | "alert", text} for the pill. */
export function pillOf(summary) {
  if (summary.unstored) {
    return {
      tone: "alert",
      text: `This device is full: keep this page open, ${count(summary.unstored, "photo")} only here`,
    };
  }
  if (summary.needsSignIn) {
    const what = summary.photosWaiting ? count(summary.photosWaiting, "photo") : "what waits";
    return { tone: "alert", text: `Sign in again to send ${what}` };
  }
  if (summary.photosWaiting && summary.isHeld) {
    const what = count(summary.photosWaiting, "photo");
    return { tone: "wait", text: `${what} waiting for the network: keep going` };
  }
  if (summary.parked) {
    const what = summary.photosParked ? count(summary.photosParked, "photo") : count(summary.parked, "strip");
    return { tone: "alert", text: `${what} ${summary.parked === 1 ? "needs" : "need"} staff` };
  }
  if (summary.photosWaiting) return { tone: "busy", text: `Sending ${count(summary.photosWaiting, "photo")}` };
  if (summary.waiting && summary.isHeld) {
    return { tone: "wait", text: "Photos safe; the rest waits for the network" };
  }
  if (summary.isNearlyFull) return { tone: "wait", text: "All photos safe, but this device is nearly full" };
  return { tone: "ok", text: "All photos safe" };
}
