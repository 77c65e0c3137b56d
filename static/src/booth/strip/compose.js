/**
 * A strip, drawn here at print size so that guests see it at once. The server draws its own from
 * the same layout, matrix and photos, and that is what is shared and kept.
 */
import { coverBox } from "./fit.js";
import { applyMatrix, isIdentity } from "./matrix.js";

/**
 * Draw a strip and return its canvas.
 *
 * frames: pictures (ImageBitmap), in order; layout and filters: as in the page's config; footers:
 * pictures (strip/footer.js), one for each of the layout's areas. A slot takes its frame modulo
 * their number.
 */
export function composeStrip({ frames, layout, filter, filters, footers }) {
  const page = new OffscreenCanvas(layout.width, layout.height);
  const context = page.getContext("2d");
  context.fillStyle = layout.background;
  context.fillRect(0, 0, page.width, page.height);
  for (const slot of layout.slots) {
    const look = filters.find((each) => each.slug === (slot.filter ?? filter)) ?? filters[0];
    drawPanel(context, frames[slot.frame % frames.length], slot, look.matrix);
  }
  layout.footers.forEach(({ x, y }, index) => context.drawImage(footers[index], x, y));
  return page;
}

function drawPanel(context, frame, slot, matrix) {
  context.save();
  if (slot.radius) {
    context.beginPath();
    context.roundRect(slot.x, slot.y, slot.width, slot.height, slot.radius);
    context.clip();
  }
  context.drawImage(filteredPanel(frame, slot, matrix), slot.x, slot.y);
  context.restore();
}

function filteredPanel(frame, slot, matrix) {
  const { width, height } = slot;
  const part = coverBox(frame.width, frame.height, slot);
  const panel = new OffscreenCanvas(width, height);
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

/** The least size, {width, height}, that a photo must cover for any slot of any layout. */
export function fitForLayouts(layouts) {
  const slots = layouts.flatMap((layout) => layout.slots);
  return {
    width: Math.max(...slots.map(({ width }) => width)),
    height: Math.max(...slots.map(({ height }) => height)),
  };
}
