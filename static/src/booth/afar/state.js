/** How the booth is, as the control room gets to know it. */

const CAMERA = {
  asking: "asking",
  refused: "refused",
  insecure: "refused",
  busy: "busy",
  absent: "none",
};

/** The control room's word for a problem of camera/problems.js (null: all is well). */
export const cameraState = (problem) => (problem === null ? "ok" : (CAMERA[problem] ?? "lost"));

const ACTIVITY = { ready: "idle", countdown: "countdown", capturing: "countdown", result: "result" };

export function createStateReader({ event, camera, director, look, autoMode, pauseSign, outbox, onAir }) {
  let waiting = 0;
  let battery = null;
  outbox.on("change", (summary) => (waiting = summary.photosWaiting + summary.photosParked));
  navigator.getBattery?.().then((found) => (battery = found), () => {});

  return async function readState() {
    const room = await navigator.storage?.estimate?.().catch(() => null);
    return {
      mode: autoMode.mode() === "smile" ? "auto" : "button",
      activity: pauseSign.isOn() ? "paused" : ACTIVITY[director.phase()],
      pause_text: pauseSign.text(),
      camera: cameraState(camera.problem()),
      waiting,
      storage_used: room?.usage ?? null,
      storage_quota: room?.quota ?? null,
      battery: battery ? battery.level : null,
      is_charging: battery ? battery.charging : null,
      layout: event.layout,
      filter: look.filter(),
      video: onAir.state(),
    };
  };
}
