/**
 * A page in a video room: enters by itself, comes back by itself, and never throws at who uses it.
 *
 * Emits
 *   "state"        "off" (not wanted, or there is no video), "joining", "live", "lost" (we try again)
 *   "stream"       {id, kind, name, member, width, height}: somebody is to be seen (members.js)
 *   "gone"         id of a stream that is no more; watching it has ended
 *   "company"      [{kind, name, id}]: who else is in the room
 *   "signal:KIND"  data, sender; the sender is a member, or null: our server. Guests can signal too!
 *   "out"          somebody put us out, and we stay out until `start()`
 *
 * When somebody has been put out, the server gives the booth another room, since who has been in one may come
 * back to it. The booth goes there and tells the others ("moved"): whoever may still come in gets a pass.
 */
import { createEmitter } from "../booth/emitter.js";
import { backoffMs } from "../booth/outbox/backoff.js";
import { createRefusals } from "./refusals.js";
import { loadVendor } from "./vendor.js";
import { createVisit } from "./visit.js";

/** The vendor's client mends a broken line by itself; after this long we begin anew. */
const MENDING_MS = 45_000;
const GOODBYE_MS = 1000;

/** `fetchPass(refusedRoomId)` resolves to the server's answer, or null when there is none: pass.js. */
export function createRoom({ fetchPass, load = loadVendor }) {
  const emitter = createEmitter();
  const refusals = createRefusals();
  let state = "off";
  let visit = null;
  let roomId = "";
  let publication = null;
  let isWanted = false;
  let isJoining = false;
  let attempt = 0;
  let failures = 0;
  let timer = null;

  function become(next) {
    if (state === next) return;
    state = next;
    emitter.emit("state", state);
  }

  async function join() {
    clearTimeout(timer);
    const mine = ++attempt;
    const isStale = () => mine !== attempt;
    let pass = null;
    isJoining = true;
    if (state === "off") become("joining");
    try {
      pass = await fetchPass(refusals.room());
      if (isStale()) return;
      if (pass && !pass.is_live) return stop();
      if (!pass) throw new Error("The server gives no pass.");
      const OT = await load(pass.config.scriptUrl);
      if (isStale()) return;
      roomId = pass.video_session_id;
      visit = createVisit({ OT, pass, tell: (...news) => isStale() || hear(...news) });
      await visit.connect();
      if (!isStale()) arrive();
    } catch (error) {
      if (isStale()) return;
      console.warn("Live video is away:", error?.message ?? error);
      refusals.heed(error, pass?.video_session_id);
      lose();
    } finally {
      if (!isStale()) isJoining = false;
    }
  }

  function arrive() {
    failures = 0;
    refusals.forget();
    become("live");
    if (publication) visit.publish(publication.track, publication.name);
  }

  function lose() {
    leave();
    become("lost");
    failures += 1;
    timer = setTimeout(join, backoffMs(failures));
  }

  function leave() {
    clearTimeout(timer);
    const old = visit;
    visit = null;
    try {
      old?.leave();
    } catch (error) {
      console.warn("The room was not left cleanly:", error);
    }
    attempt += 1; // what the old visit may still have to say is no news
    isJoining = false;
  }

  /** Say so in the room that we leave, if that can still be said. */
  async function move() {
    const old = visit;
    const goodbye = new Promise((resolve) => setTimeout(resolve, GOODBYE_MS));
    await Promise.race([old.signal("moved", ""), goodbye]);
    if (visit === old) rejoin();
  }

  function rejoin() {
    leave();
    become("joining");
    join();
  }

  function hear(name, ...values) {
    if (name === "ended") ended(values[0]);
    else if (name === "signal:moved") values[1]?.kind === "booth" && rejoin();
    else if (name === "pending") {
      become("lost");
      clearTimeout(timer);
      timer = setTimeout(lose, MENDING_MS);
    } else if (name === "back") {
      clearTimeout(timer);
      become("live");
    } else emitter.emit(name, ...values);
  }

  function ended(reason) {
    if (reason !== "forceDisconnected") return lose();
    stop();
    emitter.emit("out");
  }

  function stop() {
    isWanted = false;
    leave();
    become("off");
  }

  return {
    on: emitter.on,
    state: () => state,
    start() {
      if (isWanted) return;
      isWanted = true;
      failures = 0;
      join();
    },
    stop,
    /** The server says which room is the booth's now; "" is one that is still to be made. */
    follow(id) {
      if (state === "live" && id !== roomId) move();
    },
    /** The network is back: don't wait for the next try. */
    hurry() {
      if (isWanted && !visit && !isJoining) join();
    },
    publish(track, { name = "" } = {}) {
      if (publication?.track === track) return;
      publication = { track, name };
      if (state === "live") visit.publish(track, name);
    },
    unpublish() {
      publication = null;
      visit?.unpublish();
    },
    /** Our own picture as the vendor's client has it: a Blob or null. */
    grab: async () => visit?.grab() ?? null,
    /** {element, grab(), stop()}, or null for a stream that is gone; see watching.js for the options. */
    watch: (id, container, options) => visit?.watch(id, container, options) ?? null,
    /** Resolves to whether it went out. */
    signal: async (kind, data) => (state === "live" ? visit.signal(kind, data) : false),
  };
}
