/** A photo as it will be on the strip, small: the booth's picture, with guests from afar beside it. */
import { cellsFor } from "../company/places.js";
import { coverBox } from "../strip/fit.js";
import { el } from "./dom.js";

/** A canvas of width x height with `pictures` in the places that they have in `slot`. */
export function groupCopy(pictures, { width, height, slot }) {
  const copy = el("canvas", { width, height, "aria-hidden": "true" });
  const context = copy.getContext("2d");
  const [across, down] = [width / slot.width, height / slot.height];
  const lift = pictures.length > 1 ? slot.lift : undefined;
  cellsFor(slot, pictures.length).forEach((cell, index) => {
    const place = { x: cell.x * across, y: cell.y * down, width: cell.width * across, height: cell.height * down };
    const part = coverBox(pictures[index].width, pictures[index].height, place, lift);
    context.drawImage(
      pictures[index], part.x, part.y, part.width, part.height, place.x, place.y, place.width, place.height,
    );
  });
  return copy;
}
