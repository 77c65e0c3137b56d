/** A row of filters, each shown on the same small picture. */
import { cssFilter } from "../look.js";
import { croppedCopy, el } from "./dom.js";
import { createRadioGroup } from "./radio.js";

const SIZE = 128;

export function createFilterRow(root, { filters, onPick }) {
  const swatches = filters.map((filter) => swatch(filter));
  root.classList.add("filter-row");
  root.append(...swatches);
  const group = createRadioGroup(root, (button) => {
    bringIntoView(button);
    onPick(button.dataset.filter);
  });

  /** Scroll the row only: scrollIntoView would move the page as well. */
  function bringIntoView(button) {
    const left = button.offsetLeft - (root.clientWidth - button.offsetWidth) / 2;
    const top = button.offsetTop - (root.clientHeight - button.offsetHeight) / 2;
    root.scrollTo({ left, top, behavior: "smooth" });
  }

  return {
    check(slug) {
      const button = swatches.find((each) => each.dataset.filter === slug);
      if (!button) return;
      group.check(button);
      bringIntoView(button);
    },
    setPicture(picture) {
      for (const each of swatches) {
        const old = each.querySelector("canvas");
        const copy = croppedCopy(picture, SIZE, SIZE);
        copy.style.filter = old.style.filter;
        old.replaceWith(copy);
      }
    },
    scrollBy: (step) => root.scrollBy({ left: step * root.clientWidth * 0.8, behavior: "smooth" }),
  };
}

function swatch(filter) {
  const canvas = el("canvas", { width: SIZE, height: SIZE, "aria-hidden": "true" });
  canvas.style.filter = cssFilter(filter);
  return el(
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
}
