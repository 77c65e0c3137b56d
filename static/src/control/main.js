/** Mission control: every booth of the event, and what staff can ask of it. */
import "./main.css";
import "./live.css";
import { send } from "../booth/api/client.js";
import { remembered } from "../booth/camera/remembered.js";
import { newKey } from "../booth/ids.js";
import { createPass } from "../video/pass.js";
import { summaryOf } from "./facts.js";
import "./guests.css";
import { createGuestDesk } from "./guests.js";
import { createTile } from "./tile.js";
import { createWatching } from "./watching.js";

const EVERY_MS = 3000;
const SAID_MS = 6000;

const byId = (id) => document.getElementById(id);
const config = JSON.parse(byId("control-config").textContent);
const tiles = new Map();
const dialog = byId("pause-dialog");
const watching = createWatching({
  button: byId("live-toggle"),
  isPossible: Boolean(config.urls.video),
  storage: remembered("live-pictures", "on"),
});
const desk = createGuestDesk({ urls: config.urls, say: (id, sentence) => tileOf(id).say(sentence) });
let timer = null;

function tileOf(id) {
  if (!tiles.has(id)) {
    const tile = createTile({
      template: byId("tile"),
      config,
      command: (kind, options) => command(id, kind, options),
      askPause,
      fetchPass: createPass({ url: config.urls.video.replace("BOOTH", id), role: "control" }),
    });
    tiles.set(id, tile);
    watching.add(tile);
    desk.attach(id, tile.root);
    byId("tiles").append(tile.root);
  }
  return tiles.get(id);
}

async function command(id, kind, options = {}) {
  const tile = tileOf(id);
  tile.say("Asking…");
  const url = config.urls.commands.replace("BOOTH", id);
  const reply = await send({ url, method: "POST", body: { id: newKey(), kind, ...options } });
  const detail = reply.body?.detail ?? "No answer. Please try again.";
  tile.say(reply.status === 201 ? "Asked." : detail);
  setTimeout(() => tile.say(""), SAID_MS);
  look();
}

function askPause(onText) {
  dialog.returnValue = "";
  dialog.showModal();
  byId("pause-text").select();
  dialog.addEventListener(
    "close",
    () => dialog.returnValue === "pause" && onText(byId("pause-text").value),
    { once: true },
  );
}

async function look() {
  clearTimeout(timer);
  const reply = await send({ url: config.urls.booths, timeout: 8000 });
  if (reply.status === 200) show(reply.body.results);
  showTrouble(reply.status);
  timer = setTimeout(look, EVERY_MS);
}

function showTrouble(status) {
  const trouble = byId("trouble");
  trouble.hidden = status === 200;
  if (status === 401 || status === 403) {
    const link = Object.assign(document.createElement("a"), {
      href: config.urls.signIn,
      textContent: "Sign in again",
    });
    trouble.replaceChildren("You are no longer signed in. ", link);
  } else if (status !== 200) {
    trouble.textContent = "The server does not answer. What you see may be old.";
  }
}

function show(booths) {
  byId("empty").hidden = booths.length > 0;
  byId("summary").textContent = booths.length ? summaryOf(booths) : "No booth is open.";
  booths.forEach((booth, index) => tileOf(booth.id).show(booth, index));
  for (const [id, tile] of tiles) {
    if (booths.some((booth) => booth.id === id)) continue;
    tile.root.remove();
    watching.drop(tile);
    desk.detach(id);
    tiles.delete(id);
  }
  watching.settle();
}

function listen() {
  const feed = new EventSource(config.urls.live);
  for (const kind of ["health", "snap"]) feed.addEventListener(kind, () => soon());
  feed.addEventListener("guest", desk.look);
}

/** Look a moment after news, once for several that come together. */
function soon() {
  clearTimeout(timer);
  timer = setTimeout(look, 300);
}

document.addEventListener("visibilitychange", () => document.hidden || look());
listen();
look();
