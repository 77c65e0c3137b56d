/** Lets staff at a distance see how this booth is and ask it for a few things. */
import { remembered } from "../camera/remembered.js";
import { createHeartbeat } from "./heartbeat.js";
import { createIncidents } from "./incidents.js";
import { createOnAir } from "./on_air.js";
import { createOrders } from "./orders.js";
import { createStateReader } from "./state.js";
import { watchBooth } from "./watch.js";

/** Time for the last heartbeat to say that the page was told to load anew. */
const LAST_WORDS_MS = 1500;

export function createAfar({ config, boothSession, camera, director, look, autoMode, pauseSign, outbox, live, onGuests }) {
  const { event, urls } = config;
  const incidents = createIncidents({ storage: remembered(`incidents:${event.slug}`, "[]") });
  const isBusy = () => ["countdown", "capturing"].includes(director.phase());

  const handlers = {
    countdown() {
      if (pauseSign.isOn()) return "The booth is paused.";
      if (!camera.isLive()) return "The camera is not ready.";
      if (director.phase() !== "ready") return "Guests are being photographed.";
      director.start();
      return "Counting down.";
    },
    auto_on() {
      autoMode.setMode("smile");
      return "It snaps on a smile.";
    },
    auto_off() {
      autoMode.setMode("button");
      return "It snaps by button.";
    },
    pause({ pause_text: text }) {
      if (isBusy()) return null;
      pauseSign.put(text);
      return "Paused.";
    },
    resume() {
      pauseSign.take();
      return "Open again.";
    },
    look({ filter, layout }) {
      if (isBusy()) return null;
      if (layout) event.layout = layout;
      if (filter) look.choose(filter);
      return "It will show on the next strip.";
    },
    restart() {
      if (isBusy()) return null;
      setTimeout(() => location.reload(), LAST_WORDS_MS);
      return "Loading the page again.";
    },
  };

  const orders = createOrders({ boothSession, handlers, onDone: () => heartbeat.now() });
  const onAir = createOnAir({
    url: urls.video.replace("BOOTH", boothSession),
    camera,
    note,
    onCommand: orders.take,
    onState: () => heartbeat.now(),
  });
  const heartbeat = createHeartbeat({
    url: urls.heartbeat.replace("BOOTH", boothSession),
    readState: createStateReader({ event, camera, director, look, autoMode, pauseSign, outbox, onAir }),
    incidents,
    orders,
    onGuests,
    onRoom: onAir.follow,
    onSmiles: followSmiles,
  });
  live.on("command", orders.take);
  live.on("guest", () => heartbeat.now());

  function followSmiles({ policy, threshold, rule }) {
    Object.assign(event, { smilePolicy: policy, smileThreshold: threshold, smileRule: rule });
    autoMode.refresh();
  }

  function note(text) {
    incidents.note(text);
    heartbeat.now();
  }

  return {
    onAir,
    start() {
      watchBooth({ camera, outbox, note });
      heartbeat.start();
      onAir.start();
    },
    /** The booth has come to another state: what had to wait may go on. */
    follow() {
      orders.carryOut();
      heartbeat.now();
    },
  };
}
