/**
 * A strip, drawn here at print size so that guests see it at once. The server draws its own from
 * the same layout, matrix and photos, and that is what is shared and kept.
 */
import { cellsFor } from "../company/places.js";
import { coverBox } from "./fit.js";
import { applyMatrix, isIdentity } from "./matrix.js";

/**
 * Draw a strip and return its canvas.
 *
 * frames: pictures (ImageBitmap), in order; company: for each frame those of guests from afar, who share its slots;
 * layout and filters: as in the page's config; footers: pictures (strip/footer.js), one for each of the layout's
 * areas. A slot takes its frame modulo their number.
 */
export function composeStrip({ frames, company = [], layout, filter, filters, footers }) {
  const page = new OffscreenCanvas(layout.width, layout.height);
  const context = page.getContext("2d");
  context.fillStyle = layout.background;
  context.fillRect(0, 0, page.width, page.height);
  for (const slot of layout.slots) {
    const look = filters.find((each) => each.slug === (slot.filter ?? filter)) ?? filters[0];
    const number = slot.frame % frames.length;
    drawPanel(context, [frames[number], ...(company[number] ?? [])], slot, look.matrix);
  }
  layout.footers.forEach(({ x, y }, index) => context.drawImage(footers[index], x, y));
  return page;
}

function drawPanel(context, pictures, slot, matrix) {
  const cells = cellsFor(slot, pictures.length);
  const lift = cells.length > 1 ? slot.lift : undefined; // a picture that is alone is centred
  context.save();
  if (slot.radius) {
    context.beginPath();
    context.roundRect(slot.x, slot.y, slot.width, slot.height, slot.radius);
    context.clip();
  }
  cells.forEach((cell, index) => {
    context.drawImage(filteredPanel(pictures[index], cell, matrix, lift), slot.x + cell.x, slot.y + cell.y);
  });
  context.restore();
}

function filteredPanel(frame, cell, matrix, lift) {
  const { width, height } = cell;
  const part = coverBox(frame.width, frame.height, cell, lift);
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
