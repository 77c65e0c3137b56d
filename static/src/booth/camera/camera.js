/**
 * The camera: opened at its best, watched, and opened again by itself when it comes back.
 *
 * Emits "problem" (a name of camera/problems.js, or null when all is well) and "live" (the stream).
 */
import { createEmitter } from "../emitter.js";
import { constraintLadder, mayHelpToAskLess } from "./constraints.js";
import { watchForFreeze } from "./freeze.js";
import { problemOf, retriesByItself } from "./problems.js";

const RETRY_MS = 2000;
/** A permission that is remembered answers faster than this; then no question is shown. */
const ASKING_MS = 400;
/** A camera that sends no pictures for this long has a closed lid, not a hiccup. */
const MUTED_MS = 1500;

export function createCamera({ video, remembered }) {
  const emitter = createEmitter();
  const devices = navigator.mediaDevices;
  let track = null;
  let problem = "asking";
  let attempt = 0;
  let timer = null;

  function report(name) {
    problem = name;
    emitter.emit("problem", name);
  }

  async function open() {
    if (!window.isSecureContext || !devices) return report("insecure");
    clearTimeout(timer);
    const mine = ++attempt;
    const asking = setTimeout(() => problem !== null && track === null && report("asking"), ASKING_MS);
    try {
      const stream = await firstThatOpens(remembered.read());
      if (mine !== attempt) return stop(stream);
      await show(stream);
    } catch (error) {
      if (mine === attempt) fail(problemOf(error));
    } finally {
      clearTimeout(asking);
    }
  }

  async function firstThatOpens(deviceId) {
    let first = null;
    for (const constraints of constraintLadder(deviceId)) {
      try {
        return await devices.getUserMedia(constraints);
      } catch (error) {
        first ??= error;
        if (!mayHelpToAskLess(error)) throw error;
      }
    }
    throw first;
  }

  async function show(stream) {
    if (track) track.onended = track.onmute = track.onunmute = null;
    const old = video.srcObject;
    video.srcObject = stream;
    [track] = stream.getVideoTracks();
    if (old) stop(old);
    track.onended = () => lose("unplugged");
    track.onmute = () => {
      timer = setTimeout(() => track?.muted && report("paused"), MUTED_MS);
    };
    track.onunmute = () => problem === "paused" && report(null);
    await video.play().catch(() => {}); // a hidden page plays once it is seen
    await firstFrame(video);
    if (track?.readyState !== "live") return;
    report(null);
    emitter.emit("live", stream);
  }

  function lose(name) {
    track = null;
    fail(name);
  }

  function fail(name) {
    report(track?.readyState === "live" ? null : name);
    if (retriesByItself(name)) timer = setTimeout(open, RETRY_MS);
  }

  function reopenIfNeeded() {
    if (problem !== null && problem !== "asking" && problem !== "paused") open();
  }

  async function watchPermission() {
    const status = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
    if (status) status.onchange = () => (status.state === "granted" ? reopenIfNeeded() : null);
  }

  return {
    on: emitter.on,
    open,
    start() {
      devices?.addEventListener("devicechange", reopenIfNeeded);
      document.addEventListener("visibilitychange", () => document.hidden || reopenIfNeeded());
      watchPermission();
      watchForFreeze(video, () => problem === null && lose("paused"));
      return open();
    },
    /** Close it, for good or until `open()`. */
    stop() {
      attempt += 1;
      clearTimeout(timer);
      if (track) track.onended = track.onmute = track.onunmute = null;
      if (video.srcObject) stop(video.srcObject);
      video.srcObject = null;
      track = null;
      problem = "asking";
    },
    problem: () => problem,
    isLive: () => problem === null,
    currentDeviceId: () => track?.getSettings().deviceId ?? "",
    async list() {
      const all = (await devices?.enumerateDevices()) ?? [];
      return all.filter((device) => device.kind === "videoinput" && device.deviceId);
    },
    /** Use another camera from now on. */
    choose(deviceId) {
      remembered.write(deviceId);
      return open();
    },
  };
}

function stop(stream) {
  for (const each of stream.getTracks()) each.stop();
}

function firstFrame(video) {
  if (video.videoWidth) return Promise.resolve();
  return new Promise((resolve) => {
    video.addEventListener("loadeddata", resolve, { once: true });
    setTimeout(resolve, 5000);
  });
}
