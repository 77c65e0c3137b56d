/** Our picture in a room, tried again until it is there. */
import { blobOf } from "./picture.js";

const AGAIN_MS = 5000;

export function createPublishing({ OT, session }) {
  let publisher = null;
  let own = null;
  let timer = null;

  function put(track, name) {
    take();
    if (track.readyState === "ended") return;
    // The vendor's client stops what it was given; the page's own track must go on.
    own = track.clone();
    const again = () => {
      timer = setTimeout(() => put(track, name), AGAIN_MS);
    };
    try {
      publish(name, (error) => {
        console.warn("Live video was not sent:", error?.message);
        take();
        again();
      });
    } catch (error) {
      console.warn("Live video was not sent:", error);
      take();
      again();
    }
  }

  function publish(name, onFailure) {
    const mine = OT.initPublisher(null, {
      videoSource: own,
      audioSource: null,
      publishAudio: false,
      insertDefaultUI: false,
      mirror: false,
      name,
    }, (error) => error && mine === publisher && onFailure(error));
    publisher = mine;
    session.publish(mine, (error) => error && mine === publisher && onFailure(error));
  }

  function take() {
    clearTimeout(timer);
    const old = publisher;
    publisher = null;
    try {
      if (old) session.unpublish(old);
      old?.destroy();
    } catch (error) {
      console.warn("Live video did not end cleanly:", error);
    }
    own?.stop();
    own = null;
  }

  return { put, take, grab: () => grabFrom(publisher) };
}

/** A frame as the vendor's client shows it, as a Blob; null when it shows none. */
export function grabFrom(source) {
  try {
    return blobOf(source?.getImgData() ?? null);
  } catch {
    return null;
  }
}
