/** QR codes as one SVG path, sharp at any size. */
import { encode } from "uqr";

const SVG = "http://www.w3.org/2000/svg";

/** Fill `root` with the QR code of a text. The quiet zone is the root's padding. */
export function showQr(root, text) {
  const { data, size } = encode(text, { ecc: "M", border: 0 });
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", pathOf(data));
  path.setAttribute("fill", "currentColor");
  path.setAttribute("stroke", "none");
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.append(path);
  root.replaceChildren(svg);
  root.dataset.url = text;
}

/** One rectangle for each run of dark modules in a row. */
export function pathOf(rows) {
  const runs = [];
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x += 1;
      runs.push(`M${start} ${y}h${x - start + 1}v1H${start}z`);
    }
  });
  return runs.join("");
}
