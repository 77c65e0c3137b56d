/**
 * The worker that finds smiles. No picture leaves it: it answers with boxes and numbers.
 *
 * In:  {type: "load", files}                    the addresses that booth/smile/browser.py lists
 *      {type: "score", picture, isStill}        a VideoFrame or ImageBitmap, handed over
 * Out: {type: "progress", part}                 0..1
 *      {type: "ready"}
 *      {type: "scored", faces, frameWidth, frameHeight, ms, memory}   memory: WebAssembly's, in bytes
 *      {type: "failed", reason}                 of a load or a score
 */
import { createDetector } from "./smile/detector/detector.js";
import { fetchAll } from "./smile/detector/download.js";
import { createLiveDetector } from "./smile/detector/live.js";
import { createPixelReader } from "./smile/detector/pixels.js";
import { buildFor, createModel, memorySize, startRuntime } from "./smile/detector/runtime.js";

/** Faces across a room are still 30 px wide, and reading the pixels takes 2 ms, not 8. */
const LIVE_LONGEST_SIDE = 640;

const read = createPixelReader();
let rules = null;
let detector = null;
let live = null;

async function load(files) {
  const { script, wasm } = files.runtime[await buildFor()];
  let arrived = 0;
  const onBytes = (count) => {
    arrived += count;
    postMessage({ type: "progress", part: Math.min(arrived / files.bytes, 1) });
  };
  const bytes = await fetchAll({ description: files.description, wasm, ...files.models }, onBytes);
  rules = JSON.parse(new TextDecoder().decode(bytes.description));
  await startRuntime({ script, wasmBinary: bytes.wasm });
  const models = {};
  for (const name of Object.keys(files.models)) {
    models[name] = await createModel(bytes[name], rules.models[name].size);
  }
  detector = createDetector({ models, rules });
  live = createLiveDetector(detector);
  postMessage({ type: "ready" });
}

async function score({ picture, isStill = false }) {
  const started = performance.now();
  const frame = await read(picture, isStill ? Infinity : LIVE_LONGEST_SIDE);
  const faces = await (isStill ? detector : live).faces(frame);
  const { width: frameWidth, height: frameHeight } = frame;
  const ms = performance.now() - started;
  postMessage({ type: "scored", faces, frameWidth, frameHeight, ms, memory: memorySize() });
}

self.onmessage = async ({ data }) => {
  try {
    await (data.type === "load" ? load(data.files) : score(data));
  } catch (error) {
    postMessage({ type: "failed", reason: String(error?.message ?? error) });
  }
};
