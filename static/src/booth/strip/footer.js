/** The words at the foot of a strip, by the rules of gallery/footers.py. */
import { fitLines } from "./fit.js";

const INK = "#1b1420";
const TITLE = { font: '750 100px "Bricolage Grotesque Variable", "Inter Variable", system-ui', spacing: -0.02 };
const SMALL = { font: '500 100px "Inter Variable", system-ui', spacing: 0.08 };
const COLUMN = { title: 0.375, date: 0.165, gap: 0.13 };
const ROW = { title: 0.56, date: 0.22, gap: 0.5 };
const LEADING = 1.12;
const MUTED = 0.62;

/** Fonts that have not been used on the page yet are not there for a canvas either. */
export function loadFooterFonts() {
  return Promise.allSettled([TITLE, SMALL].map(({ font }) => document.fonts.load(font)));
}

export function drawFooter(context, area, content, paper) {
  context.save();
  context.fillStyle = INK;
  if (area.width > 6 * area.height) drawRow(context, area, content);
  else drawColumn(context, area, content, paper);
  context.restore();
}

function measureWith(context, voice) {
  return (line) => {
    context.font = voice.font;
    context.letterSpacing = `${voice.spacing * 100}px`;
    return context.measureText(line).width / 100;
  };
}

function write(context, voice, text, size, x, baseline, align, alpha) {
  context.font = voice.font.replace("100px", `${size}px`);
  context.letterSpacing = `${voice.spacing * size}px`;
  context.textAlign = align;
  context.globalAlpha = alpha;
  context.fillText(text, x, baseline);
  context.globalAlpha = 1;
}

function inCapitals(text) {
  return /^[\u0000-\u024f]*$/.test(text) ? text.toUpperCase() : text;
}

function logoBox(area, logo) {
  if (!area.logo || !logo) return { width: 0, height: 0 };
  const scale = Math.min((area.width * 0.3) / logo.width, (area.height * 0.8) / logo.height);
  return { width: logo.width * scale, height: logo.height * scale };
}

function drawColumn(context, area, { title, dateText, logo }) {
  const mark = logoBox(area, logo);
  const gap = mark.width ? 0.16 * area.height : 0;
  const room = area.width - mark.width - gap;
  const largest = COLUMN.title * area.height;
  const name = fitLines(title, {
    width: room, largest, smallest: largest / 2, measure: measureWith(context, TITLE),
  });
  const date = inCapitals(dateText);
  const dateWidth = measureWith(context, SMALL)(date);
  const dateSize = Math.min(COLUMN.date * area.height, room / dateWidth);
  const between = name.size * LEADING * (name.lines.length - 1);
  const total = 0.76 * name.size + between + COLUMN.gap * area.height + 0.76 * dateSize;
  const scale = Math.min(1, area.height / total);
  const nameWidth = Math.max(...name.lines.map(measureWith(context, TITLE))) * name.size * scale;
  const textWidth = Math.max(nameWidth, dateWidth * dateSize * scale);
  const left = area.x + (area.width - mark.width - gap - textWidth) / 2;
  if (mark.width) {
    context.drawImage(logo, left, area.y + (area.height - mark.height) / 2, mark.width, mark.height);
  }
  const align = mark.width ? "left" : "center";
  const x = mark.width ? left + mark.width + gap : area.x + area.width / 2;
  let baseline = area.y + (area.height - total * scale) / 2 + 0.7 * name.size * scale;
  for (const line of name.lines) {
    write(context, TITLE, line, name.size * scale, x, baseline, align, 1);
    baseline += name.size * LEADING * scale;
  }
  baseline += (0.06 * name.size - name.size * LEADING + COLUMN.gap * area.height + 0.7 * dateSize) * scale;
  write(context, SMALL, date, dateSize * scale, x, baseline, align, MUTED);
}

function drawRow(context, area, { title, dateText, logo }) {
  const mark = logoBox(area, logo);
  const gap = ROW.gap * area.height;
  const date = inCapitals(dateText);
  const dateWidth = measureWith(context, SMALL)(date);
  const dateSize = Math.min(ROW.date * area.height, (area.width * 0.4) / dateWidth);
  const shift = mark.width ? mark.width + gap * 0.7 : 0;
  const largest = ROW.title * area.height;
  const name = fitLines(title, {
    width: area.width - shift - dateWidth * dateSize - gap,
    largest,
    smallest: largest / 2,
    measure: measureWith(context, TITLE),
  });
  const total = 0.76 * name.size + name.size * LEADING * (name.lines.length - 1);
  if (mark.width) {
    context.drawImage(logo, area.x, area.y + (area.height - mark.height) / 2, mark.width, mark.height);
  }
  let baseline = area.y + (area.height - total) / 2 + 0.7 * name.size;
  for (const line of name.lines) {
    write(context, TITLE, line, name.size, area.x + shift, baseline, "left", 1);
    baseline += name.size * LEADING;
  }
  const last = baseline - name.size * LEADING;
  write(context, SMALL, date, dateSize, area.x + area.width, last, "right", MUTED);
}
