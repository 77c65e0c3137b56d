/** The pixels of a VideoFrame or ImageBitmap, at a size that is worth looking at. */
import { shrinkFast } from "./shrink.js";

export function createPixelReader() {
  const draw = createDrawing();
  let bytes = new Uint8ClampedArray();

  /** A camera's frame without a canvas, in a fifth of the time; null where the browser cannot. */
  async function copied(frame, longestSide) {
    if (!isPlain(frame)) return null;
    try {
      const size = frame.allocationSize({ format: "RGBA" });
      const { width, height } = frame.visibleRect;
      if (size !== width * height * 4) return null;
      if (bytes.length !== size) bytes = new Uint8ClampedArray(size);
      await frame.copyTo(bytes, { format: "RGBA" });
      return shrinkFast({ width, height, data: bytes }, longestSide);
    } catch {
      return null; // an older browser copies frames in their own format only
    }
  }

  /** Resolve to {width, height, data: RGBA} with a longest side of at most `longestSide`; frees the picture. */
  return async function read(picture, longestSide) {
    const frame = await copied(picture, longestSide);
    if (!frame) return draw(picture, longestSide);
    picture.close();
    return frame;
  };
}

/** Whether a picture is a frame in memory, and upright; one on the graphics card is quicker drawn. */
function isPlain(picture) {
  if (!("copyTo" in picture) || picture.format === null) return false;
  return picture.displayWidth === picture.visibleRect.width && !picture.rotation && !picture.flip;
}

function createDrawing() {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });

  return async function draw(picture, longestSide) {
    const width = picture.displayWidth ?? picture.width;
    const height = picture.displayHeight ?? picture.height;
    const scale = Math.min(1, longestSide / Math.max(width, height));
    const [newWidth, newHeight] = [Math.round(width * scale), Math.round(height * scale)];
    const small = await scaled(picture, newWidth, newHeight);
    if (canvas.width !== newWidth || canvas.height !== newHeight) {
      Object.assign(canvas, { width: newWidth, height: newHeight });
    }
    context.drawImage(small, 0, 0);
    small.close();
    return context.getImageData(0, 0, newWidth, newHeight);
  };
}

/** Drawn as it is, Chromium keeps every frame decoded, up to 500 MB of them; a bitmap it lets go. */
async function scaled(picture, resizeWidth, resizeHeight) {
  try {
    return await createImageBitmap(picture, { resizeWidth, resizeHeight, resizeQuality: "medium" });
  } finally {
    picture.close();
  }
}
