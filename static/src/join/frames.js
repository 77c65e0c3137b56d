/** Our own frame of each snap, at the camera's full size: on this device first, then on its way. */
import { takeFrame } from "../booth/camera/still.js";
import { newKey } from "../booth/ids.js";
import { frameEntry } from "../booth/outbox/entries.js";

export function createFrames({ config, who, video, outbox, darkroom }) {
  const taken = new Set();

  /** Take one for the booth's snap; a signal that comes twice is one snap. */
  async function take(snapKey) {
    if (taken.has(snapKey)) return;
    taken.add(snapKey);
    try {
      const { videoWidth: width, videoHeight: height } = video;
      const { bytes } = darkroom.develop(await takeFrame(video), { isKept: true });
      await keep(snapKey, { bytes: await bytes, width, height });
    } catch (error) {
      console.warn("No frame of our own; the booth has its view of us:", error);
    }
  }

  function keep(snapKey, { bytes, width, height }) {
    const key = newKey();
    const photo = { key, kind: "frame", bytes, width, height, savedAt: Date.now() };
    const entry = frameEntry({ key, url: config.urls.frames, snapKey, credentials: who.credentials() });
    return outbox.add({ photos: [photo], entries: [entry] });
  }

  return { take };
}
