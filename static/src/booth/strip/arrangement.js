/**
 * Where the words of a footer stand: the rules of gallery/footers.py, which the print follows.
 *
 * `measure(text, voice)` gives a line's {width, above, below} in em; voices are "title", "date".
 */
import { fitLines } from "./fit.js";

const WIDE = 6;
const FLOOR = 0.5;
const LEADING = 1.1;
const LEAST_ABOVE = 0.7;
const LEAST_BELOW = 0.06;
const COLUMN = { title: 0.37, date: 0.16, gap: 0.14, besideLogo: 0.2 };
const ROW = { title: 0.54, date: 0.22, gap: 0.6, besideLogo: 0.3 };

/** {words: [{text, voice, size, width, x, baseline}], logoX}, in pixels from the footer's corner. */
export function arrangeFooter({ width, height }, { title, dateText }, logoWidth, measure) {
  const arrange = width > WIDE * height ? arrangeRow : arrangeColumn;
  return arrange({ width, height, title, dateText, logoWidth, measure });
}

function arrangeColumn({ width, height, title, dateText, logoWidth, measure }) {
  const beside = logoWidth ? logoWidth + COLUMN.besideLogo * height : 0;
  const lines = [
    ...titleLines(title, width - beside, COLUMN.title * height, measure),
    ...dateLines(dateText, width - beside, COLUMN.date * height, measure),
  ];
  const words = stacked(lines, height, COLUMN.gap * height);
  const start = (width - beside - Math.max(0, ...words.map((line) => line.width))) / 2;
  if (!logoWidth) return { words: words.map((line) => ({ ...line, x: (width - line.width) / 2 })), logoX: 0 };
  return { words: words.map((line) => ({ ...line, x: start + beside })), logoX: start };
}

function arrangeRow({ width, height, title, dateText, logoWidth, measure }) {
  const beside = logoWidth ? logoWidth + ROW.besideLogo * height : 0;
  const date = stacked(dateLines(dateText, 0.4 * width, ROW.date * height, measure), height, 0);
  const taken = date.reduce((sum, line) => sum + line.width + ROW.gap * height, beside);
  const name = stacked(titleLines(title, width - taken, ROW.title * height, measure), height, 0);
  const baseline = (name.at(-1) ?? date[0])?.baseline;
  return {
    words: [
      ...name.map((line) => ({ ...line, x: beside })),
      ...date.map((line) => ({ ...line, x: width - line.width, baseline })),
    ],
    logoX: 0,
  };
}

function titleLines(text, width, largest, measure) {
  if (!text.trim()) return [];
  const widthOf = (line) => measure(line, "title").width;
  const { lines, size } = fitLines(text, { width, largest, smallest: FLOOR * largest, measure: widthOf });
  return lines.map((line) => setLine(line, "title", size, measure));
}

/** The date in one line, in capitals if it is Latin; other alphabets keep their letters. */
function dateLines(dateText, width, largest, measure) {
  if (!dateText.trim()) return [];
  const text = /^[\u0000-\u024f]*$/.test(dateText) ? dateText.toUpperCase() : dateText;
  return [setLine(text, "date", Math.min(largest, width / measure(text, "date").width), measure)];
}

function setLine(text, voice, size, measure) {
  const { width, above, below } = measure(text, voice);
  return {
    text,
    voice,
    size,
    width: width * size,
    above: Math.max(above, LEAST_ABOVE) * size,
    below: Math.max(below, LEAST_BELOW) * size,
  };
}

/** Lines under each other in the middle of the height, all smaller where they would not fit. */
function stacked(lines, height, gap) {
  const baselines = [];
  let bottom = 0;
  lines.forEach((line, index) => {
    let baseline = bottom + line.above;
    if (index && line.voice === "date") baseline += gap;
    else if (index) baseline = Math.max(baseline, baselines.at(-1) + LEADING * line.size);
    baselines.push(baseline);
    bottom = baseline + line.below;
  });
  const scale = bottom ? Math.min(1, height / bottom) : 1;
  const top = (height - bottom * scale) / 2;
  return lines.map((line, index) => ({
    ...line,
    size: line.size * scale,
    width: line.width * scale,
    baseline: top + baselines[index] * scale,
  }));
}
