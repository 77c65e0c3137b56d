/** Fitting pictures and words into boxes, by the rules of gallery/strips.py and lettering.py. */

/**
 * The part of a `width` x `height` picture that covers a slot: drawImage's source box. It is centred from side to
 * side; of what is too high, `lift` is cut off at the top.
 */
export function coverBox(width, height, slot, lift = 0.5) {
  const scale = Math.max(slot.width / width, slot.height / height);
  const part = { width: slot.width / scale, height: slot.height / scale };
  return { x: (width - part.width) / 2, y: (height - part.height) * lift, ...part };
}

/**
 * Set a text no wider than `width`: {lines, size}. It shrinks; takes two lines when those are
 * clearly larger; and ends in an ellipsis when even `smallest` is too large.
 *
 * `measure(line)` is the width of a line at size 1.
 */
export function fitLines(text, { width, largest, smallest, measure }) {
  const whole = text.trim().replace(/\s+/g, " ");
  const sizeFor = (lines, most) => Math.min(most, width / Math.max(...lines.map(measure), 1e-6));
  const single = sizeFor([whole], largest);
  if (single >= 0.7 * largest) return { lines: [whole], size: single };
  const pair = brokenInTwo(whole, measure);
  const double = pair ? sizeFor(pair, 0.8 * largest) : 0;
  if (double > 1.15 * single && double >= smallest) return { lines: pair, size: double };
  if (single >= smallest) return { lines: [whole], size: single };
  return { lines: cutShort(whole, width / smallest, measure), size: smallest };
}

/** The break at a space that makes the wider of the two lines as narrow as can be. */
function brokenInTwo(text, measure) {
  const words = text.split(" ");
  const pairs = words.slice(1).map((_, index) => [
    words.slice(0, index + 1).join(" "),
    words.slice(index + 1).join(" "),
  ]);
  const widest = (pair) => Math.max(...pair.map(measure));
  return pairs.sort((one, other) => widest(one) - widest(other))[0] ?? null;
}

/** Two lines of at most `room` em, the second ended by an ellipsis. */
function cutShort(text, room, measure) {
  const words = text.split(" ");
  let taken = 0;
  while (taken < words.length && measure(words.slice(0, taken + 1).join(" ")) <= room) taken += 1;
  const head = words.slice(0, taken).join(" ");
  const tail = shortened(words.slice(taken).join(" "), room, measure);
  return [head, tail].filter(Boolean);
}

function shortened(text, room, measure) {
  if (measure(text) <= room) return text;
  const letters = Array.from(text);
  while (letters.length && measure(`${letters.join("")}…`) > room) letters.pop();
  return `${letters.join("").replace(/[ ,.;:\-&]+$/, "")}…`;
}
