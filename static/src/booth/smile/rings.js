/** A ring round each face that fills as the smile grows. It moves by its transform: without a layout. */
import { onStage, ringOf } from "./placement.js";

const SVG = "http://www.w3.org/2000/svg";

/** `threshold()`: from which score on a face smiles. */
export function createRings({ root, isMirrored, threshold }) {
  const rings = [];

  function ringAt(index) {
    if (!rings[index]) {
      const ring = document.createElementNS(SVG, "svg");
      ring.setAttribute("viewBox", "0 0 100 100");
      ring.classList.add("ring");
      ring.append(circle("ring__track"), circle("ring__fill"));
      root.append(ring);
      rings[index] = ring;
    }
    return rings[index];
  }

  function place(ring, face, frame, area) {
    const { left, top, size } = ringOf(onStage(face.box, frame, area, isMirrored()));
    const wasHidden = !ring.classList.contains("is-shown");
    ring.classList.toggle("is-jumping", wasHidden);
    ring.style.transform = `translate(${left}px, ${top}px) scale(${size / 100})`;
    ring.lastChild.style.strokeDashoffset = String(1 - Math.min(1, face.smile));
    ring.classList.add("is-shown");
    ring.classList.toggle("is-smiling", face.smile >= threshold());
  }

  return {
    /** Show the faces of one frame; they keep their rings by their order from left to right. */
    show({ faces, frameWidth, frameHeight }) {
      const ordered = [...faces].sort((one, other) => one.box[0] - other.box[0]);
      const frame = { width: frameWidth, height: frameHeight };
      // Beside guests from afar the camera has a part of the stage, and so have the rings.
      const area = { width: root.clientWidth, height: root.clientHeight };
      ordered.forEach((face, index) => place(ringAt(index), face, frame, area));
      rings.slice(ordered.length).forEach((ring) => ring.classList.remove("is-shown"));
    },
    clear() {
      rings.forEach((ring) => ring.classList.remove("is-shown"));
    },
  };
}

function circle(className) {
  const each = document.createElementNS(SVG, "circle");
  each.setAttribute("class", className);
  for (const [name, value] of Object.entries({ cx: 50, cy: 50, r: 48, pathLength: 1 })) {
    each.setAttribute(name, value);
  }
  return each;
}
