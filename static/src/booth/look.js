/** The filter that is on: the live picture and the next strip wear it. */
import { createEmitter } from "./emitter.js";
import { remembered } from "./camera/remembered.js";
import { isIdentity, svgValues } from "./strip/matrix.js";

const SVG = "http://www.w3.org/2000/svg";

/** Put every filter into the page as an SVG filter, for CSS to point at. */
export function defineFilters(root, filters) {
  for (const { slug, matrix } of filters) {
    const filter = document.createElementNS(SVG, "filter");
    filter.id = `filter-${slug}`;
    filter.setAttribute("color-interpolation-filters", "sRGB");
    const colours = document.createElementNS(SVG, "feColorMatrix");
    colours.setAttribute("type", "matrix");
    colours.setAttribute("values", svgValues(matrix));
    filter.append(colours);
    root.append(filter);
  }
}

/** The CSS `filter` value of a filter. */
export function cssFilter({ slug, matrix }) {
  return isIdentity(matrix) ? "none" : `url(#filter-${slug})`;
}

/** `usual`: a named value, the filter that staff have chosen for this booth, if any. */
export function createLook({ filters, initial, usual, video }) {
  const emitter = createEmitter();
  const mirror = remembered("mirror", "yes");
  const bySlug = new Map(filters.map((each) => [each.slug, each]));
  let slug = null;

  function set(next) {
    if (next === slug || !bySlug.has(next)) return;
    slug = next;
    video.style.filter = cssFilter(bySlug.get(slug));
    emitter.emit("filter", slug);
  }

  function setMirrored(isOn) {
    mirror.write(isOn ? "yes" : "no");
    video.classList.toggle("is-mirrored", isOn);
  }

  const reset = () => set([usual.read(), initial, filters[0].slug].find((each) => bySlug.has(each)));

  reset();
  setMirrored(mirror.read() === "yes");
  return {
    on: emitter.on,
    filter: () => slug,
    set,
    reset,
    /** Wear this filter from now on, also for the guests to come. */
    choose(next) {
      if (!bySlug.has(next)) return;
      usual.write(next);
      set(next);
    },
    isMirrored: () => mirror.read() === "yes",
    setMirrored,
  };
}
