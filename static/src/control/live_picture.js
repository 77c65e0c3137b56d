/** The live picture in a booth's tile: there only while it moves. */
import { createRoom } from "../video/room.js";

/** Scrolling past a tile, or a look at another window, does not cost a new start. */
const LINGER_MS = 8000;
/** So long without a picture that moves, we may be in a room that the booth has left: enter anew. */
const STILL_MS = 15_000;
const LOOK_MS = 500;
/** So many looks without a new frame are a still. */
const LOOKS = 6;
/** A tile is small: less of the network for who can send less. */
const quality = { preferredResolution: { width: 640, height: 360 }, preferredFrameRate: 15 };

export function createLivePicture({ place, fetchPass, onChange, room = createRoom({ fetchPass }) }) {
  let isOn = false;
  let isMoving = false;
  let label = "";
  let watch = null;
  let leaving = null;
  let waiting = null;
  let looking = null;
  let frames = 0;
  let stills = 0;

  function moves(next) {
    stills = 0;
    if (isMoving === next) return;
    isMoving = next;
    if (isMoving) clearTimeout(waiting);
    else if (isOn) waitForPicture();
    place.toggleAttribute("data-moving", isMoving);
    onChange();
  }

  function name() {
    watch?.element?.setAttribute("aria-label", label);
  }

  function look() {
    const count = watch?.element?.getVideoPlaybackQuality?.().totalVideoFrames ?? 0;
    const isNew = count > frames;
    frames = count;
    if (isNew) moves(true);
    else if ((stills += 1) >= LOOKS) moves(false);
    name();
  }

  function forget() {
    clearInterval(looking);
    watch?.stop();
    watch = null;
    moves(false);
  }

  function waitForPicture() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      room.stop();
      room.start();
      waitForPicture();
    }, STILL_MS);
  }

  room.on("stream", ({ id, kind }) => {
    if (kind !== "booth") return;
    forget();
    frames = 0;
    watch = room.watch(id, place, { quality, onPicture: (isThere) => (isThere ? name() : moves(false)) });
    looking = setInterval(look, LOOK_MS);
  });
  room.on("gone", (id) => {
    if (watch?.id === id) forget();
  });

  function leave() {
    clearTimeout(leaving);
    leaving = null;
    isOn = false;
    clearTimeout(waiting);
    room.stop();
    forget();
  }

  return {
    isOn: () => isOn,
    isMoving: () => isMoving,
    call(text) {
      label = text;
      name();
    },
    start() {
      clearTimeout(leaving);
      leaving = null;
      if (isOn) return;
      isOn = true;
      room.start();
      waitForPicture();
    },
    stop({ atOnce = false } = {}) {
      if (!isOn) return;
      if (atOnce) leave();
      else leaving ??= setTimeout(leave, LINGER_MS);
    },
  };
}
