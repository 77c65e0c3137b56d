/** The pixels of a VideoFrame or ImageBitmap, at a size that is worth looking at. */

export function createPixelReader() {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });

  /** Resolve to ImageData with a longest side of at most `longestSide`; frees the picture. */
  return async function read(picture, longestSide) {
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
