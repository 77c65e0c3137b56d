/** Short hands for the document. */

export const byId = (id) => document.getElementById(id);

/** Make an element: `el("button", {type: "button", "aria-label": "..."}, child, ...)`. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** One of the signs in templates/booth/_icons.html. */
export function icon(name) {
  const sign = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  sign.setAttribute("aria-hidden", "true");
  sign.append(use);
  return sign;
}

/** A canvas that holds the middle of a picture, scaled to cover width x height. */
export function croppedCopy(picture, width, height) {
  const copy = el("canvas", { width, height, "aria-hidden": "true" });
  const scale = Math.max(width / picture.width, height / picture.height);
  const [partWidth, partHeight] = [width / scale, height / scale];
  copy
    .getContext("2d")
    .drawImage(
      picture,
      (picture.width - partWidth) / 2,
      (picture.height - partHeight) / 2,
      partWidth,
      partHeight,
      0,
      0,
      width,
      height,
    );
  return copy;
}

export const prefersStillness = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
