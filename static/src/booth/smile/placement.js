/** Where a face on a camera frame is on the screen. */

/**
 * Map a box [x, y, width, height] in a frame's pixels to the stage, whose video covers it
 * (CSS object-fit: cover) and may be mirrored. `frame` and `stage` are {width, height}.
 */
export function onStage([x, y, width, height], frame, stage, isMirrored) {
  const scale = Math.max(stage.width / frame.width, stage.height / frame.height);
  const left = (stage.width - frame.width * scale) / 2;
  const top = (stage.height - frame.height * scale) / 2;
  const start = isMirrored ? frame.width - x - width : x;
  return {
    left: left + start * scale,
    top: top + y * scale,
    width: width * scale,
    height: height * scale,
  };
}

/** The circle round a face: a detector's box ends at brow and chin, a ring goes round the head. */
export function ringOf(box) {
  const size = Math.max(box.width, box.height) * 1.35;
  return {
    left: box.left + box.width / 2 - size / 2,
    top: box.top + box.height / 2 - size * 0.54,
    size,
  };
}
