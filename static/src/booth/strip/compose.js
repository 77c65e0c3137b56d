/**
 * A strip, drawn here at print size so that guests see it at once. The server draws its own from
 * the same layout, matrix and photos, and that is what is shared and kept.
 */
import { coverBox } from "./fit.js";
import { drawFooter } from "./footer.js";
import { applyMatrix, isIdentity } from "./matrix.js";

/**
 * Draw a strip onto `canvas`.
 *
 * frames: pictures (canvas or ImageBitmap), in order; layout and filters: as in the page's
 * config; footer: {title, dateText, logo}. A slot takes its frame modulo their number.
 */
export async function composeStrip(canvas, { frames, layout, filter, filters, footer }) {
  const page = Object.assign(document.createElement("canvas"), {
    width: layout.width,
    height: layout.height,
  });
  const context = page.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.fillStyle = layout.background;
  context.fillRect(0, 0, page.width, page.height);
  for (const slot of layout.slots) {
    const look = filters.find((each) => each.slug === (slot.filter ?? filter)) ?? filters[0];
    drawPanel(context, frames[slot.frame % frames.length], slot, look.matrix);
    await nextTask(); // between slots the camera and the guest's finger come first
  }
  for (const area of layout.footers) drawFooter(context, area, footer);
  canvas.width = page.width;
  canvas.height = page.height;
  canvas.getContext("2d").drawImage(page, 0, 0);
}

function drawPanel(context, frame, slot, matrix) {
  const part = coverBox(frame.width, frame.height, slot);
  context.save();
  if (slot.radius) {
    context.beginPath();
    context.roundRect(slot.x, slot.y, slot.width, slot.height, slot.radius);
    context.clip();
  }
  const panel = filteredPanel(frame, part, slot, matrix);
  context.drawImage(panel, slot.x, slot.y);
  context.restore();
}

function filteredPanel(frame, part, { width, height }, matrix) {
  const panel = Object.assign(document.createElement("canvas"), { width, height });
  const context = panel.getContext("2d", { willReadFrequently: true, alpha: false });
  context.imageSmoothingQuality = "high";
  context.drawImage(frame, part.x, part.y, part.width, part.height, 0, 0, width, height);
  if (!isIdentity(matrix)) {
    const pixels = context.getImageData(0, 0, width, height);
    applyMatrix(pixels.data, matrix);
    context.putImageData(pixels, 0, 0);
  }
  return panel;
}

/** Scale a photo down (in its own colours) to what any slot of a layout needs. */
export function frameForLayouts(picture, layouts) {
  const widest = Math.max(...layouts.flatMap((layout) => layout.slots.map((slot) => slot.width)));
  const tallest = Math.max(...layouts.flatMap((layout) => layout.slots.map((slot) => slot.height)));
  const scale = Math.min(1, Math.max(widest / picture.width, tallest / picture.height));
  const frame = document.createElement("canvas");
  frame.width = Math.round(picture.width * scale);
  frame.height = Math.round(picture.height * scale);
  const context = frame.getContext("2d", { alpha: false });
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, frame.width, frame.height);
  return frame;
}

function nextTask() {
  return new Promise((resolve) => setTimeout(resolve));
}
