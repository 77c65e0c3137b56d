/**
 * Where the booth's own picture and those of guests from afar stand: the cells that the strip's first slot has for
 * so many (gallery/company.py), so that people see on the stage what will be on the paper.
 */

export const MOST_PICTURES = 4;

/** The cells of a slot for so many pictures: [{x, y, width, height}], in the slot's pixels. */
export function cellsFor(slot, count) {
  return slot.cells[Math.min(count, MOST_PICTURES) - 1];
}

/** The largest box of the slot's shape in a stage, and the cells in it, in the stage's pixels. */
export function placesOn(stage, slot, count) {
  const scale = Math.min(stage.width / slot.width, stage.height / slot.height);
  const paper = { width: slot.width * scale, height: slot.height * scale };
  paper.x = (stage.width - paper.width) / 2;
  paper.y = (stage.height - paper.height) / 2;
  const cells = cellsFor(slot, count).map(({ x, y, width, height }) => ({
    x: paper.x + x * scale,
    y: paper.y + y * scale,
    width: width * scale,
    height: height * scale,
  }));
  return { paper, cells };
}
