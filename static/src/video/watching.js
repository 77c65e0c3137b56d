/** Somebody's picture on our page. */
import { grabFrom } from "./publishing.js";

const AGAIN_MS = 3000;

const nothing = () => {};

/**
 * Show a stream in `container`. `onPicture(isMoving)` tells when its picture begins to move and when it stands;
 * `quality` are options of the vendor's, such as preferredResolution. It ends with its stream.
 * Returns {element, grab(), stop()}: `element` is the video, null until there is one.
 */
export function watchStream({ session, stream, container, onPicture = nothing, onStop = nothing, quality = {} }) {
  let subscriber = null;
  let element = null;
  let timer = null;
  let isOver = false;

  function show(video) {
    element?.remove();
    element = video;
    video.muted = true;
    video.playsInline = true;
    const moves = () => element === video && onPicture(true);
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(moves);
    else video.addEventListener("playing", moves, { once: true });
    container.append(video);
    video.play?.()?.catch(() => {});
  }

  function subscribe() {
    const options = { insertDefaultUI: false, subscribeToAudio: false, ...quality };
    try {
      const mine = session.subscribe(stream, null, options, (error) => error && retry());
      subscriber = mine;
      mine.on({
        videoElementCreated: (event) => mine === subscriber && show(event.element),
        connected: () => mine === subscriber && element && onPicture(true),
        disconnected: () => mine === subscriber && onPicture(false),
        videoDisabled: () => mine === subscriber && onPicture(false),
        videoEnabled: () => mine === subscriber && onPicture(true),
      });
    } catch (error) {
      console.warn("A stream cannot be watched:", error);
      retry();
    }
  }

  function retry() {
    if (isOver) return;
    release();
    timer = setTimeout(subscribe, AGAIN_MS);
  }

  function release() {
    clearTimeout(timer);
    const old = subscriber;
    subscriber = null;
    try {
      if (old) session.unsubscribe(old);
    } catch {
      // It went with its stream.
    }
    element?.remove();
    if (element) onPicture(false);
    element = null;
  }

  subscribe();
  return {
    id: stream.streamId,
    get element() {
      return element;
    },
    grab: async () => grabFrom(subscriber),
    stop() {
      if (isOver) return;
      isOver = true;
      release();
      onStop();
    },
  };
}
