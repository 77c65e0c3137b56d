/** A row of filters, each shown on the same small picture. */
import { cssFilter } from "../look.js";
import { croppedCopy, el } from "./dom.js";
import { createRadioGroup } from "./radio.js";

const SIZE = 128;

export function createFilterRow(root, { filters, onPick }) {
  const swatches = filters.map(createSwatch);
  root.classList.add("filter-row");
  root.append(...swatches.map(({ button }) => button));
  const group = createRadioGroup(root, (button) => {
    bringIntoView(button);
    onPick(button.dataset.filter);
  });

  /** Scroll the row only: scrollIntoView would move the page as well. Not before it is laid out. */
  function bringIntoView(button) {
    requestAnimationFrame(() => {
      const left = button.offsetLeft - (root.clientWidth - button.offsetWidth) / 2;
      const top = button.offsetTop - (root.clientHeight - button.offsetHeight) / 2;
      root.scrollTo({ left, top, behavior: "smooth" });
    });
  }

  return {
    check(slug) {
      const found = swatches.find(({ button }) => button.dataset.filter === slug);
      if (!found) return;
      group.check(found.button);
      bringIntoView(found.button);
    },
    /** Show every filter on a picture; the canvases stay, so that nothing is laid out anew. */
    setPicture(picture, { isMirrored = false } = {}) {
      const copy = croppedCopy(picture, SIZE, SIZE);
      for (const swatch of swatches) {
        const context = (swatch.context ??= swatch.canvas.getContext("2d", { alpha: false }));
        context.setTransform(isMirrored ? -1 : 1, 0, 0, 1, isMirrored ? SIZE : 0, 0);
        context.drawImage(copy, 0, 0);
      }
    },
    scrollBy: (step) => root.scrollBy({ left: step * root.clientWidth * 0.8, behavior: "smooth" }),
  };
}

function createSwatch(filter) {
  const canvas = el("canvas", { width: SIZE, height: SIZE, "aria-hidden": "true" });
  canvas.style.filter = cssFilter(filter);
  const button = el(
    "button",
    {
      type: "button",
      role: "radio",
      class: "swatch",
      "aria-checked": "false",
      "aria-label": filter.name,
      title: filter.name,
      "data-filter": filter.slug,
      tabindex: "-1",
    },
    el("span", { class: "swatch__frame" }, canvas),
    el("span", { class: "swatch__name", "aria-hidden": "true" }, filter.name),
  );
  return { button, canvas, context: null };
}
