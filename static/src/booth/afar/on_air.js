/**
 * The booth on air: in its video room, and its camera sent there while somebody watches. The camera is the page's
 * own all the time; whatever happens to the room, guests notice nothing.
 *
 * Emits what the room does (video/room.js), also before the room has been fetched: then nothing.
 */
import { createEmitter } from "../emitter.js";
import { createFetcher } from "../fetched.js";
import { whenIdle } from "../tasks.js";

const EVENTS = ["stream", "gone", "company", "signal:command"];
/** A control page that is loaded anew does not make the picture start anew. */
const LINGER_MS = 15_000;
const AGAIN_MS = 30_000;
const PUT_OUT_MS = 60_000;

/** `url` is "" where there is no video; `note` writes a line for staff. */
export function createOnAir({
  url, camera, note, onCommand, onState,
  fetchModule = createFetcher(() => import("./booth_room.js")),
}) {
  const emitter = createEmitter();
  let room = null;
  let track = null;
  let isWatched = false;
  let isSending = false;
  let wasLive = false;
  let isAway = false;
  let lingering = null;

  function send() {
    clearTimeout(lingering);
    const isFine = track?.readyState === "live" && camera.isLive();
    if (isWatched && isFine) room?.publish(track);
    else if (!isFine || !isSending) room?.unpublish();
    else lingering = setTimeout(() => isWatched || stopSending(), LINGER_MS);
    isSending = isFine && (isWatched || isSending);
  }

  function stopSending() {
    isSending = false;
    room?.unpublish();
  }

  function follow(state) {
    if (state === "lost" && !isAway) note(wasLive ? "Live video went away." : "Live video did not start.");
    if (state === "live" && isAway) note("Live video is back.");
    wasLive ||= state === "live";
    isAway = state === "lost" || (isAway && state !== "live");
    onState();
  }

  function obey(data, sender) {
    if (sender) return; // only our server commands; anybody in the room could send this
    try {
      onCommand(JSON.parse(data));
    } catch {
      console.warn("A signal is no command.");
    }
  }

  function listen() {
    for (const name of EVENTS) room.on(name, (...values) => emitter.emit(name, ...values));
    room.on("state", follow);
    room.on("signal:command", obey);
    room.on("company", (others) => {
      isWatched = others.some(({ kind }) => kind !== "booth");
      send();
    });
    room.on("out", () => {
      note("Somebody has ended live video.");
      setTimeout(room.start, PUT_OUT_MS);
    });
    window.addEventListener("online", room.hurry);
    navigator.connection?.addEventListener("change", room.hurry);
    document.addEventListener("visibilitychange", () => document.hidden || room.hurry());
  }

  async function fetchRoom() {
    await whenIdle();
    try {
      const { createBoothRoom } = await fetchModule();
      room = createBoothRoom(url);
    } catch (error) {
      console.warn("Live video could not be fetched:", error);
      setTimeout(fetchRoom, AGAIN_MS);
      return;
    }
    listen();
    room.start();
  }

  camera.on("live", (stream) => {
    [track] = stream.getVideoTracks();
    send();
  });
  camera.on("problem", (problem) => problem === "asking" || send());

  return {
    on: emitter.on,
    state: () => room?.state() ?? "off",
    start: () => (url ? fetchRoom() : undefined),
    watch: (...whom) => room?.watch(...whom) ?? null,
    signal: async (...what) => room?.signal(...what) ?? false,
    /** What live video has of the camera, where the page has nothing: a Blob or null. */
    grab: async () => room?.grab() ?? null,
    /** The server's word on which room is ours. */
    follow: (roomId) => room?.follow(roomId),
  };
}
