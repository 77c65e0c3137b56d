/** The pixels of a VideoFrame or ImageBitmap, at a size that is worth looking at. */

export function createPixelReader() {
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  context.imageSmoothingQuality = "medium";

  /** Return ImageData with a longest side of at most `longestSide`; frees the picture. */
  return function read(picture, longestSide) {
    const width = picture.displayWidth ?? picture.width;
    const height = picture.displayHeight ?? picture.height;
    const scale = Math.min(1, longestSide / Math.max(width, height));
    const [newWidth, newHeight] = [Math.round(width * scale), Math.round(height * scale)];
    if (canvas.width !== newWidth || canvas.height !== newHeight) {
      Object.assign(canvas, { width: newWidth, height: newHeight });
      context.imageSmoothingQuality = "medium"; // a new size forgets it
    }
    context.drawImage(picture, 0, 0, newWidth, newHeight);
    picture.close();
    return context.getImageData(0, 0, newWidth, newHeight);
  };
}
