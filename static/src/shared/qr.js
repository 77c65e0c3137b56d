import { renderSVG } from "uqr";

/** A link as an SVG, in the ink of the place it is put into. */
export function qrCode(url) {
  return renderSVG(url, { border: 0, blackColor: "currentColor", whiteColor: "transparent" });
}
