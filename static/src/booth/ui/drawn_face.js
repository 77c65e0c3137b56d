/** A drawn guest, for filter swatches while there is no camera picture. */

export function drawnFace(size = 120) {
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const context = canvas.getContext("2d");
  context.scale(size / 120, size / 120);
  const fill = (colour, path) => {
    context.fillStyle = colour;
    context.beginPath();
    path();
    context.fill();
  };
  const oval = (x, y, width, height) => context.ellipse(x, y, width, height, 0, 0, 2 * Math.PI);
  fill("#cfe6f2", () => context.rect(0, 0, 120, 120));
  fill("#ef476f", () => oval(60, 122, 46, 36));
  fill("#c98d62", () => context.rect(50, 76, 20, 24));
  fill("#5a371d", () => oval(60, 46, 33, 34));
  fill("#d79a6c", () => oval(60, 56, 27, 32));
  fill("#5a371d", () => oval(60, 30, 29, 15));
  fill("#e4766f66", () => oval(44, 66, 5, 4));
  fill("#e4766f66", () => oval(76, 66, 5, 4));
  fill("#7a1f2b", () => context.arc(60, 67, 12, 0.1, Math.PI - 0.1));
  context.strokeStyle = "#2a1a12";
  context.lineWidth = 3;
  for (const x of [49, 71]) {
    context.beginPath();
    context.arc(x, 56, 5, Math.PI * 1.1, Math.PI * 1.9);
    context.stroke();
  }
  return canvas;
}
