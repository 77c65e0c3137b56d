/** Draws the words and the logo at the foot of a strip: on the page, which has the fonts. */
import { arrangeFooter } from "./arrangement.js";

const INK = "#1b1420";
const MUTED = 0.62;
const LOGO_HEIGHT = 0.84;
const LOGO_WIDTH = 0.36;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;
/** Only letters of these scripts may be moved apart; those of others hang together. */
const SPACED = /^[\u0000-\u1fff\u2000-\u20ff]*$/;
const VOICES = {
  title: { font: '700 100px "Bricolage Grotesque Variable", "Inter Variable", system-ui', spacing: -0.012 },
  date: { font: '500 100px "Inter Variable", system-ui', spacing: 0.08 },
};

/** Fonts that have not been used on the page yet are not there for a canvas either. */
export function loadFooterFonts() {
  return Promise.allSettled(Object.values(VOICES).map(({ font }) => document.fonts.load(font)));
}

/** {title, dateText, logo} as it stands in each of a layout's footer areas: one picture for each. */
export function footerPictures({ footers }, content) {
  return Promise.all(
    footers.map((area) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: area.width, height: area.height });
      drawFooter(canvas.getContext("2d"), { ...area, x: 0, y: 0 }, content);
      return createImageBitmap(canvas);
    }),
  );
}

/** Draw into an area, from the right for a name in Arabic. */
function drawFooter(context, area, content) {
  const logo = area.logo && content.logo ? logoBox(area, content.logo) : { width: 0, height: 0 };
  const isMirrored = RIGHT_TO_LEFT.test(content.title || content.dateText);
  const { words, logoX } = arrangeFooter(area, content, logo.width, measureWith(context));
  const place = (x, width) => area.x + (isMirrored ? area.width - x - width : x);
  context.save();
  context.fillStyle = INK;
  context.textAlign = "left";
  for (const line of words) {
    useVoice(context, line.voice, line.size, line.text);
    context.direction = RIGHT_TO_LEFT.test(line.text) ? "rtl" : "ltr";
    context.globalAlpha = line.voice === "date" ? MUTED : 1;
    context.fillText(line.text, place(line.x, line.width), area.y + line.baseline);
  }
  context.restore();
  if (!logo.width) return;
  const top = area.y + (area.height - logo.height) / 2;
  context.drawImage(content.logo, place(logoX, logo.width), top, logo.width, logo.height);
}

function useVoice(context, voice, size, text) {
  const { font, spacing } = VOICES[voice];
  context.font = font.replace("100px", `${size}px`);
  const isSpaced = SPACED.test(text) && !RIGHT_TO_LEFT.test(text);
  context.letterSpacing = isSpaced ? `${spacing * size}px` : "0px";
}

function measureWith(context) {
  return (text, voice) => {
    useVoice(context, voice, 100, text);
    const box = context.measureText(text);
    return {
      width: box.width / 100,
      above: box.actualBoundingBoxAscent / 100,
      below: box.actualBoundingBoxDescent / 100,
    };
  };
}

function logoBox(area, logo) {
  const scale = Math.min((LOGO_WIDTH * area.width) / logo.width, (LOGO_HEIGHT * area.height) / logo.height);
  return { width: logo.width * scale, height: logo.height * scale };
}
