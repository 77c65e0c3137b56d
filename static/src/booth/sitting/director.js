/**
 * Runs a sitting: countdown, flash, capture, until every slot is filled and the strip is made.
 *
 * `stage` is what guests see of it (sitting/stage.js); `keeper` stores photos and orders strips
 * (sitting/keeper.js).
 */
import { newKey, newToken } from "../ids.js";
import { countDown } from "./countdown.js";
import { heedVerdicts } from "./refusals.js";
import { createScene } from "./scene.js";
import * as sittings from "./sitting.js";

const VERDICTS_MS = 1500;

export function createDirector({ event, camera, stage, keeper, verdicts, look }) {
  const scene = createScene({ camera, stage, keeper });
  let run = null;

  function blank() {
    const { frameCount, layout } = event;
    const filter = look.filter();
    return sittings.newSitting({ id: newKey(), frameCount, layout, filter, now: Date.now() });
  }

  async function start() {
    if (run || scene.phase() !== "ready" || !camera.isLive()) return;
    const { signal } = (run = new AbortController());
    if (!scene.sitting()) scene.adopt(blank());
    stage.clearMessage();
    try {
      await takeAll(signal);
      await finish();
    } catch (error) {
      if (!signal.aborted) {
        console.error(error);
        stage.say("That did not work. Please press the button again.");
      }
      scene.enter("ready");
    } finally {
      run = null;
    }
  }

  async function takeAll(signal) {
    let seconds = event.firstCountdown;
    do {
      while (!sittings.isComplete(scene.sitting())) {
        scene.enter("countdown");
        await countDown(seconds, { onNumber: stage.count, signal });
        scene.enter("capturing");
        await capture();
        signal.throwIfAborted();
        seconds = event.nextCountdown;
      }
      await verdicts.settled(sittings.photoKeys(scene.sitting()), VERDICTS_MS);
      signal.throwIfAborted();
    } while (!sittings.isComplete(scene.sitting()));
  }

  async function capture() {
    const key = newKey();
    const before = scene.sitting();
    const still = await stage.takePicture(key);
    verdicts.expect(key);
    const companyKeys = still.company.map((each) => each.key);
    const next = sittings.withCompany(sittings.place(before, key, Date.now()), key, companyKeys);
    scene.adopt(next);
    const landed = stage.land(still.picture, sittings.nextSlot(before));
    await Promise.all([keeper.keepPhoto(key, still, next), landed]);
    if (scene.sitting() === next) scene.show();
    else scene.change(scene.sitting()); // a verdict came meanwhile and is newer than what was stored
  }

  /** Order the strip and its link, unless a stored sitting already has them, and show it. */
  async function finish() {
    const sitting = { ...scene.sitting(), filter: look.filter() };
    if (!sitting.stripKey) {
      const names = { stripKey: newKey(), token: newToken() };
      scene.adopt(sittings.withStrip(sitting, names, Date.now()));
      keeper.orderStrip(scene.sitting());
    }
    scene.enter("result");
  }

  function cancel(reason = "cancelled") {
    run?.abort(new DOMException(reason, "AbortError"));
  }

  return {
    start,
    cancel,
    phase: scene.phase,
    sitting: scene.sitting,
    refresh: scene.show,
    listen() {
      heedVerdicts({ event, verdicts, scene, stage, keeper, stop: cancel });
      camera.on("problem", (problem) => {
        if (problem) cancel("camera");
        scene.show();
      });
    },
    /** Make room for the next guests. */
    leave() {
      stage.clearMessage();
      scene.change(null, "ready");
      look.reset();
    },
    /** Go on with what was stored before a reload. */
    async resume(stored) {
      scene.adopt(stored);
      for (const key of sittings.photoKeys(stored)) verdicts.expect(key, { sentAt: Date.now() });
      if (sittings.isComplete(stored)) await finish();
      else scene.enter("ready");
    },
    retake(index) {
      const sitting = { ...scene.sitting(), refusals: 0 };
      scene.change(sittings.vacate(sitting, index, Date.now()), "ready");
      return start();
    },
    restyle(filter) {
      const sitting = scene.sitting();
      if (scene.phase() !== "result" || sitting.filter === filter) return;
      scene.adopt({ ...sitting, filter });
      keeper.restyle(scene.sitting());
      scene.show();
    },
  };
}
