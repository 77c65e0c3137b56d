/** New frames of the camera, for another thread to look at. */

const WITHOUT_CALLBACK_MS = 33;

/** Tell when the video shows another frame than before; nothing is told while the tab is hidden. */
export function createFrameClock(video) {
  const hasCallback = "requestVideoFrameCallback" in video;
  let handle = null;
  let isFresh = false;
  let wake = null;

  function onFrame() {
    isFresh = true;
    wake?.();
    listen();
  }

  function listen() {
    handle = hasCallback
      ? video.requestVideoFrameCallback(onFrame)
      : setTimeout(onFrame, WITHOUT_CALLBACK_MS);
  }

  listen();
  return {
    /** Resolve when there is a frame that has not been asked for yet: at once, or with the next. */
    async next() {
      if (!isFresh) await new Promise((resolve) => (wake = resolve));
      isFresh = false;
      wake = null;
    },
    stop() {
      if (hasCallback) video.cancelVideoFrameCallback(handle);
      else clearTimeout(handle);
    },
  };
}

/**
 * The frame that the video shows, to be handed to a worker; null when it shows none.
 *
 * A VideoFrame costs the main thread nothing: whoever reads its pixels scales them. Without it the
 * browser copies.
 */
export async function grabFrame(video) {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || !video.videoWidth) return null;
  try {
    return "VideoFrame" in window ? new VideoFrame(video) : await createImageBitmap(video);
  } catch {
    return null; // the camera has just gone away
  }
}
