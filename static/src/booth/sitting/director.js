/**
 * Runs a sitting: countdown, flash, capture, until every slot is filled and the strip is made.
 *
 * Phases: "ready", "countdown", "capturing", "result". `stage` is what guests see of it
 * (sitting/stage.js); `keeper` stores photos and orders strips (sitting/keeper.js).
 */
import { newKey, newToken } from "../ids.js";
import { countDown } from "./countdown.js";
import * as sittings from "./sitting.js";
import { noteText, refusalText } from "./words.js";

const VERDICTS_MS = 1500;
const REFUSALS_ALLOWED = 1;
const CANCELLED = "cancelled";

export function createDirector({ event, camera, stage, keeper, verdicts, look }) {
  let phase = "ready";
  let sitting = null;
  let run = null;

  function enter(next) {
    phase = next;
    stage.show({ phase, sitting, isLive: camera.isLive() });
  }

  function change(next) {
    sitting = next;
    keeper.remember(sitting);
    stage.show({ phase, sitting, isLive: camera.isLive() });
  }

  function blank() {
    const { frameCount, layout } = event;
    return sittings.newSitting({ id: newKey(), frameCount, layout, filter: look.filter(), now: Date.now() });
  }

  async function start() {
    if (run || phase !== "ready" || !camera.isLive()) return;
    run = new AbortController();
    sitting ??= blank();
    stage.clearMessage();
    try {
      await takeAll(run.signal);
      await finish();
    } catch (error) {
      if (!run.signal.aborted) stage.say("That did not work. Please press the button again.");
      enter("ready");
      if (!run.signal.aborted) console.error(error);
    } finally {
      run = null;
    }
  }

  async function takeAll(signal) {
    let seconds = event.firstCountdown;
    do {
      while (!sittings.isComplete(sitting)) {
        enter("countdown");
        await countDown(seconds, { onNumber: stage.count, signal });
        enter("capturing");
        await capture();
        signal.throwIfAborted();
        seconds = event.nextCountdown;
      }
      await verdicts.settled(sittings.photoKeys(sitting), VERDICTS_MS);
      signal.throwIfAborted();
    } while (!sittings.isComplete(sitting));
  }

  async function capture() {
    const key = newKey();
    const index = sittings.nextSlot(sitting);
    const still = stage.takePicture(key);
    verdicts.expect(key);
    const next = sittings.place(sitting, key, Date.now());
    sitting = next;
    await Promise.all([keeper.keepPhoto(key, still, next), stage.land(still.canvas, index)]);
    if (sitting === next) stage.show({ phase, sitting, isLive: camera.isLive() });
    else change(sitting); // a verdict came meanwhile and is newer than what was stored
  }

  /** Order the strip and its link, unless a stored sitting already has them, and show it. */
  async function finish() {
    if (!sitting.stripKey) {
      const names = { stripKey: newKey(), token: newToken() };
      sitting = sittings.withStrip({ ...sitting, filter: look.filter() }, names, Date.now());
      keeper.orderStrip(sitting);
    }
    enter("result");
  }

  function cancel(reason = CANCELLED) {
    run?.abort(new DOMException(reason, "AbortError"));
  }

  function leave() {
    sitting = null;
    keeper.remember(null);
    stage.clearMessage();
    enter("ready");
    look.reset();
  }

  function onVerdict(key, verdict, snap) {
    if (!sitting?.slots.includes(key)) return;
    if (verdict === "refused") refuse(key, snap);
    else accept(key, snap);
  }

  function accept(key, snap) {
    sitting = sittings.accept(sitting, key);
    const note = noteText(snap, event.smilePolicy);
    if (note && phase !== "result") stage.say(note, { tone: "note", ms: 2500 });
  }

  function refuse(key, snap) {
    const isLate = phase === "result";
    if (isLate) phase = "ready"; // the guests come back for this one
    change(sittings.refuse(sitting, key, Date.now()));
    stage.say(refusalText(snap));
    if (!isLate && sitting.refusals > REFUSALS_ALLOWED) giveUp();
  }

  /** Two refusals in a row: let the guests read, and be ready for a fresh start. */
  function giveUp() {
    cancel("refused");
    change(null);
  }

  return {
    start,
    cancel,
    leave,
    phase: () => phase,
    sitting: () => sitting,
    isIdle: () => phase === "ready" && !run && camera.isLive(),
    refresh: () => enter(phase),
    listen() {
      verdicts.on("verdict", onVerdict);
      camera.on("problem", (problem) => (problem ? cancel("camera") : null));
      camera.on("problem", () => stage.show({ phase, sitting, isLive: camera.isLive() }));
    },
    /** Go on with what was stored before a reload. */
    async resume(stored) {
      sitting = stored;
      if (sittings.isComplete(sitting)) await finish();
      else enter("ready");
    },
    retake(index) {
      change(sittings.vacate({ ...sitting, refusals: 0 }, index, Date.now()));
      enter("ready");
      return start();
    },
    restyle(filter) {
      if (phase !== "result" || sitting.filter === filter) return;
      sitting = { ...sitting, filter };
      keeper.restyle(sitting);
      stage.show({ phase, sitting, isLive: camera.isLive() });
    },
  };
}
