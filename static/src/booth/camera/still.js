/** A photo: the frame that the guest sees, at the camera's full size, not mirrored. */

const QUALITY = 0.94;

/**
 * Take the current frame. The picture is there at once; its JPEG is encoded behind.
 *
 * Returns {canvas, width, height, encoded}: `encoded` resolves to the bytes (ArrayBuffer).
 */
export function takeStill(video) {
  const [width, height] = [video.videoWidth, video.videoHeight];
  if (!width || !height) throw new Error("The camera has no picture yet.");
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d", { alpha: false }).drawImage(video, 0, 0);
  return { canvas, width, height, encoded: encodeJpeg(canvas) };
}

/** Encode a canvas off the main thread where the browser can. */
export async function encodeJpeg(canvas, quality = QUALITY) {
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
  if (!blob) throw new Error("The picture could not be encoded.");
  return blob.arrayBuffer();
}

/** A small copy of what the camera shows, for scoring and swatches; null without a picture. */
export function smallFrame(video, largestWidth, canvas = document.createElement("canvas")) {
  if (!video.videoWidth) return null;
  const scale = Math.min(1, largestWidth / video.videoWidth);
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d", { alpha: false }).drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas;
}
