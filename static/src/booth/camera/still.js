/** What the camera sees at one moment, at its full size and not mirrored. */

/**
 * Take the frame that the guest sees now; throws without one. Resolves to an ImageBitmap or a VideoFrame, which
 * costs nothing: whoever looks at it scales it.
 */
export function takeFrame(video) {
  if (!hasPicture(video)) throw new Error("The camera has no picture yet.");
  const frame = "VideoFrame" in window ? new VideoFrame(video) : null;
  if (frame && isUpright(frame, video)) return Promise.resolve(frame);
  frame?.close();
  return createImageBitmap(video);
}

/** The same; from `spare()`, which resolves to a Blob or null, where the camera's own picture cannot be had. */
export async function takeFrameOr(video, spare) {
  try {
    return await takeFrame(video);
  } catch (error) {
    const blob = await spare();
    if (!blob) throw error;
    return createImageBitmap(blob);
  }
}

/** Of a VideoFrame or an ImageBitmap. */
export const sizeOf = ({ displayWidth, displayHeight, width, height }) => ({
  width: displayWidth ?? width,
  height: displayHeight ?? height,
});

export const hasPicture = ({ videoWidth, videoHeight }) => videoWidth > 0 && videoHeight > 0;

/** Some browsers hand out a turned camera's frame as it lies in memory, and then don't tell. */
function isUpright({ displayWidth, displayHeight, rotation, flip }, { videoWidth, videoHeight }) {
  return rotation === 0 && !flip && displayWidth === videoWidth && displayHeight === videoHeight;
}

/** Draw what the camera shows, small, onto a canvas; null without a picture. */
export function smallFrame(video, largestWidth, canvas) {
  if (!hasPicture(video)) return null;
  const scale = Math.min(1, largestWidth / video.videoWidth);
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d", { alpha: false }).drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas;
}
