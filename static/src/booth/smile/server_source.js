/**
 * Smile scores from the server, at most two a second, for browsers that cannot find smiles themselves.
 *
 * A source has `start` and `stop`; while `isWanted()` it calls `onScore({faces, frameWidth, frameHeight})`:
 * faces are [{box: [x, y, w, h] in the frame's pixels, smile: 0..1}]. `onTrouble(isInTrouble)`: no answer.
 */
import { send } from "../api/client.js";
import { smallFrame } from "../camera/still.js";

const LARGEST_WIDTH = 480;
const EVERY_MS = 500;
const TROUBLED_EVERY_MS = 5000;
const FAILURES_TOLERATED = 3;

export function createServerSource({ video, url, isWanted, onScore, onTrouble }) {
  const canvas = document.createElement("canvas");
  let run = 0;
  let failures = 0;

  async function loop(mine) {
    while (mine === run) {
      const started = performance.now();
      await scoreOnce(mine);
      const every = failures >= FAILURES_TOLERATED ? TROUBLED_EVERY_MS : EVERY_MS;
      await sleep(Math.max(0, every - (performance.now() - started)));
    }
  }

  async function scoreOnce(mine) {
    const frame = isWanted() && smallFrame(video, LARGEST_WIDTH, canvas);
    if (!frame) return;
    const reply = await send({ url, method: "POST", body: await formOf(frame), timeout: 5000 });
    if (mine !== run || reply.status === 429) return;
    if (reply.status !== 200 || !reply.body) {
      failures += 1;
      if (failures === FAILURES_TOLERATED) onTrouble(true);
      return;
    }
    if (failures >= FAILURES_TOLERATED) onTrouble(false);
    failures = 0;
    const { faces } = reply.body;
    onScore({ faces, frameWidth: frame.width, frameHeight: frame.height });
  }

  return {
    start() {
      run += 1;
      loop(run);
    },
    stop() {
      run += 1;
      if (failures >= FAILURES_TOLERATED) onTrouble(false);
      failures = 0;
    },
  };
}

async function formOf(canvas) {
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.75));
  const form = new FormData();
  form.append("image", blob, "frame.jpg");
  return form;
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
