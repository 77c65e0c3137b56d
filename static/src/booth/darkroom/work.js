/**
 * The darkroom's work, in its worker or, where that has failed, on the page.
 *
 * A job is {kind: "develop", picture, fit?, isKept?}: scale a VideoFrame, ImageBitmap or Blob to cover
 *     `fit` ({width, height}; never larger than it is), and encode it at its full size if it `isKept`;
 * or {kind: "print", order}: draw a strip (strip/compose.js) and encode it.
 * Its parts are "picture", an ImageBitmap, and "bytes", the JPEG as an ArrayBuffer.
 */
import { composeStrip } from "../strip/compose.js";

const QUALITY = 0.94;

/** Do a job; `answer(part, value)`, which may be async, is called as each part is there. */
export async function carryOut(job, answer) {
  if (job.kind === "print") await print(job.order, answer);
  else await develop(job, answer);
}

async function develop({ picture, fit, isKept }, answer) {
  const whole = await createImageBitmap(picture);
  picture.close?.(); // a camera has few frames to lend
  if (fit) await answer("picture", scaled(whole, fit).transferToImageBitmap());
  if (isKept) await answer("bytes", await encoded(onCanvas(whole, whole)));
  whole.close();
}

async function print(order, answer) {
  const canvas = composeStrip(order);
  await answer("picture", await createImageBitmap(canvas));
  await answer("bytes", await encoded(canvas));
}

function scaled(picture, { width, height }) {
  const scale = Math.min(1, Math.max(width / picture.width, height / picture.height));
  return onCanvas(picture, { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
}

function onCanvas(picture, { width, height }) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false });
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  return canvas;
}

async function encoded(canvas) {
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  return blob.arrayBuffer();
}
