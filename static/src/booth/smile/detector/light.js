/** Even out the light: coloured or dim light hides faces and smiles; the twin of booth/smile/light.py. */
import { createFrame } from "./frame.js";
import { meanOf, roundHalfEven } from "./numbers.js";

/**
 * Stretch each colour of a frame to the whole range, as a photographer's automatic levels do: a new
 * frame, or null where that would change little, or where there is little but noise. `rules` is "light" of detector.json.
 */
export function evened(frame, rules) {
  const { pixels: small } = frame.halved(Math.max(frame.width, frame.height) / rules.size, 2);
  const ranges = [0, 1, 2].map((colour) => rangeOf(small.data, colour, rules.share));
  const widths = ranges.map(([low, high]) => Math.max(high - low, 1));
  const gains = widths.map((width) => 255 / width);
  if (Math.max(...gains) < rules.least_gain || Math.max(...widths) < rules.least_range) return null;
  const tables = ranges.map(([low], colour) =>
    Uint8Array.from({ length: 256 }, (_, value) => Math.min(Math.max((value - low) * gains[colour], 0), 255) + 0.5),
  );
  const data = new Uint8ClampedArray(frame.pixels.data);
  for (let at = 0; at < data.length; at += 4) {
    data[at] = tables[0][data[at]];
    data[at + 1] = tables[1][data[at + 1]];
    data[at + 2] = tables[2][data[at + 2]];
  }
  return createFrame({ ...frame.pixels, data });
}

/**
 * Stretch a grey crop (bytes, `size` x `size`) whose middle has little contrast, as in a dim room or
 * before a window; any other comes back as it is. `rules` is "contrast" of detector.json.
 */
export function clear(crop, size, rules) {
  const middle = middleOf(crop, size, rules.edge);
  const mean = meanOf(middle);
  const spread = Math.sqrt(meanOf(middle.map((each) => (each - mean) ** 2)));
  if (spread >= rules.least) return crop;
  const gain = rules.wanted / (spread + 1);
  return crop.map((each) => Math.min(Math.max((each - mean) * gain + rules.mean, 0), 255) + 0.5);
}

/** The values further than a share of the size from each edge. */
function middleOf(crop, size, share) {
  const edge = roundHalfEven(size * share);
  const rows = [];
  for (let row = edge; row < size - edge; row += 1) {
    rows.push(...crop.subarray(row * size + edge, (row + 1) * size - edge));
  }
  return Float64Array.from(rows);
}

/** The values of one colour below and above which there is hardly more than this share of pixels. */
function rangeOf(data, colour, share) {
  const counts = new Uint32Array(256);
  for (let at = colour; at < data.length; at += 4) counts[data[at]] += 1;
  const all = data.length / 4;
  return [share, 1 - share].map((part) => firstWith(counts, part * all));
}

function firstWith(counts, least) {
  let sum = 0;
  return counts.findIndex((count) => (sum += count) >= least);
}
