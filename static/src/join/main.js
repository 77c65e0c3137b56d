/** The page of a guest from afar: a name, a camera, the waiting room, then the booth's screen. */
import "./main.css";
import { createCamera } from "../booth/camera/camera.js";
import { remembered } from "../booth/camera/remembered.js";
import { createDarkroom } from "../booth/darkroom/darkroom.js";
import { createOutbox } from "../booth/outbox/outbox.js";
import { createShelf } from "../booth/outbox/shelf.js";
import { createRoom } from "../video/room.js";
import { keepAwake } from "../shared/wake_lock.js";
import { createBoothView } from "./booth_view.js";
import { createFrames } from "./frames.js";
import { guestPass } from "./pass.js";
import { createScreen } from "./screen.js";
import { listenToBooth } from "./signals.js";
import { createVisit } from "./visit.js";
import { whoIsHere } from "./who.js";

/** A page that nobody looks at for so long gives its camera back. */
const HIDDEN_MS = 60_000;

const byId = (id) => document.getElementById(id);
const config = JSON.parse(byId("join-config").textContent);
const who = whoIsHere(config);
const screen = createScreen();
const camera = createCamera({ video: byId("self"), remembered: remembered("guest-camera") });
const shelf = createShelf();
const outbox = createOutbox({ shelf });
const room = createRoom({ fetchPass: guestPass({ config, who }) });
const visit = createVisit({ config, who });
const boothView = createBoothView({ room, container: byId("booth-view"), onChange: screen.showLine });
const frames = createFrames({
  config, who, video: byId("self"), outbox, darkroom: createDarkroom({ script: config.darkroom }),
});
let isWanted = false;
let hasStarted = false;
let track = null;
let hiddenTimer = null;

visit.on("status", (status) => {
  if (status === "admitted") goLive();
  else if (status === "waiting") wait();
  else if (status) end(status);
});
visit.on("booth", screen.showBooth);
camera.on("problem", (problem) => screen.showProblem(isWanted ? problem : null));
camera.on("live", (stream) => {
  [track] = stream.getVideoTracks();
  if (!visit.isOn()) visit.start(who.name()); // nobody is let in without a picture
  else if (visit.status() === "admitted") room.publish(track, { name: who.name() });
});
room.on("state", screen.showLine);
room.on("out", () => end("removed"));
outbox.on("change", ({ waiting }) => screen.showSafe(waiting));
for (const end of ["sent", "dropped"]) {
  outbox.on(end, ({ kind, key }) => kind === "frame" && shelf.drop(key));
}
listenToBooth(room, {
  countdown: ({ left }) => screen.count(left),
  snap(data) {
    screen.count(null);
    if (!data.people?.includes(visit.id())) return;
    screen.flash();
    screen.say("Got it");
    frames.take(data.key);
  },
  done({ token }) {
    const url = config.event.givesLinks && token ? config.urls.shareBase + token + "/" : null;
    screen.showStrip(url);
  },
});

function enter(name) {
  who.call(name);
  isWanted = true;
  screen.enter("starting");
  if (hasStarted) return camera.open();
  hasStarted = true;
  return camera.start();
}

function wait() {
  room.stop();
  boothView.clear();
  screen.enter("waiting");
}

function goLive() {
  screen.enter("live");
  if (track) room.publish(track, { name: who.name() });
  room.start();
}

/** Whatever ends a visit closes the camera. */
function end(why) {
  clearTimeout(hiddenTimer);
  isWanted = false;
  visit.stop();
  room.unpublish();
  room.stop();
  boothView.clear();
  camera.stop();
  track = null;
  screen.end(why);
}

function leave() {
  if (visit.isOn()) visit.leave();
  end("left");
}

byId("enter").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = byId("name").value.trim();
  if (name) enter(name);
  else screen.askName();
});
byId("again").addEventListener("click", () => enter(who.name()));
byId("camera-retry").addEventListener("click", () => camera.open());
for (const button of document.querySelectorAll("[data-leave]")) button.addEventListener("click", leave);
document.addEventListener("visibilitychange", () => {
  clearTimeout(hiddenTimer);
  if (document.hidden && isWanted) {
    hiddenTimer = setTimeout(() => {
      visit.leave();
      end("hidden");
    }, HIDDEN_MS);
  } else if (isWanted) {
    visit.hurry();
    room.hurry();
  }
});
addEventListener("online", () => room.hurry());
// A page that goes takes its camera along, also into the browser's memory of pages.
addEventListener("pagehide", () => isWanted && end("hidden"));

byId("name").value = who.name();
outbox.start();
keepAwake();
