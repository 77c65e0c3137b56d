/** Shrink a picture: each new pixel is the mean of the area it covers (OpenCV's INTER_AREA). */

/** Return {width, height, data} of RGBA bytes; alpha is left at 0, nobody looks at it. */
export function resizeByArea(frame, width, height) {
  const columns = coverage(frame.width, width);
  const rows = coverage(frame.height, height);
  const data = new Uint8ClampedArray(width * height * 4);
  const line = new Float32Array(width * 3);
  const sums = new Float32Array(width * 3);
  for (let y = 0; y < height; y += 1) {
    sums.fill(0);
    for (let from = rows.first[y]; from <= rows.last[y]; from += 1) {
      shrinkLine(frame, from, columns, line);
      const weight = overlap(rows, y, from);
      for (let at = 0; at < sums.length; at += 1) sums[at] += line[at] * weight;
    }
    for (let x = 0; x < width; x += 1) {
      const to = (y * width + x) * 4;
      data[to] = sums[x * 3];
      data[to + 1] = sums[x * 3 + 1];
      data[to + 2] = sums[x * 3 + 2];
    }
  }
  return { width, height, data };
}

/** Which old pixels (first to last) each new pixel covers along one axis. */
function coverage(oldSize, newSize) {
  const scale = oldSize / newSize;
  const first = new Int32Array(newSize);
  const last = new Int32Array(newSize);
  for (let at = 0; at < newSize; at += 1) {
    first[at] = Math.min(Math.floor(at * scale + 1e-6), oldSize - 1);
    last[at] = Math.max(Math.min(Math.ceil((at + 1) * scale - 1e-6), oldSize) - 1, first[at]);
  }
  return { scale, first, last };
}

/** The part of new pixel `at` that is old pixel `from`, 0..1. */
function overlap({ scale }, at, from) {
  return (Math.min(from + 1, (at + 1) * scale) - Math.max(from, at * scale)) / scale;
}

/** Shrink one row of a frame into `line`, RGB. */
function shrinkLine({ width, data }, row, columns, line) {
  for (let x = 0, to = 0; to < line.length; x += 1, to += 3) {
    const [first, last] = [columns.first[x], columns.last[x]];
    let at = (row * width + first) * 4;
    const edge = overlap(columns, x, first);
    let red = data[at] * edge;
    let green = data[at + 1] * edge;
    let blue = data[at + 2] * edge;
    for (let from = first + 1; from <= last; from += 1) {
      at += 4;
      const weight = from === last ? overlap(columns, x, from) : 1 / columns.scale;
      red += data[at] * weight;
      green += data[at + 1] * weight;
      blue += data[at + 2] * weight;
    }
    line[to] = red;
    line[to + 1] = green;
    line[to + 2] = blue;
  }
}
