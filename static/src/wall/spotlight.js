import { prefersReducedMotion } from "../shared/dom.js";
import { imageOf } from "./photos.js";

const LOAD_MS = 15_000;
const COME = { duration: 900, easing: "cubic-bezier(0.2, 0.9, 0.3, 1)" };
const GO = { duration: 600, easing: "ease-in", fill: "forwards" };
const FADE = { opacity: 0 };

/** The one photo in front. */
export class Spotlight {
  #stage;
  #figure;
  #caption;

  constructor(stage) {
    this.#stage = stage;
    this.#figure = stage.querySelector(".spot");
    this.#caption = stage.dataset.caption;
  }

  get id() {
    return this.#figure?.dataset.id ?? null;
  }

  /** Resolves when the photo in front can be seen, when there is none, or after so long. */
  async ready(longest) {
    const image = this.#figure?.querySelector("img");
    if (image) await isLoaded(image, longest);
  }

  /** Show a photo once it has loaded; resolves to whether it could be. */
  async show(photo, isStill = () => true) {
    const figure = this.#make(photo);
    const loaded = await isLoaded(figure.querySelector("img"));
    if (!loaded || !isStill()) return false;
    // Animations of a page in the background do not end: nothing may pile up behind.
    [...this.#stage.children].filter((old) => old !== this.#figure).forEach((old) => old.remove());
    this.#stage.append(figure);
    this.#leave(this.#figure);
    this.#figure = figure;
    const start = prefersReducedMotion() ? FADE : { ...FADE, translate: "0 60vh", rotate: "6deg" };
    figure.animate([start, {}], COME);
    return true;
  }

  /** Take it away at once, with no goodbye: somebody does not want to be seen. */
  clear() {
    this.#stage.replaceChildren();
    this.#figure = null;
  }

  #leave(figure) {
    const end = prefersReducedMotion() ? FADE : { ...FADE, scale: "0.9" };
    const leaving = figure?.animate([{}, end], GO);
    leaving?.finished.catch(() => {}).finally(() => figure.remove());
  }

  #make(photo) {
    const figure = document.createElement("figure");
    figure.className = `spot spot--${photo.kind} spot--${photo.shape}`;
    figure.dataset.id = photo.id;
    figure.style.setProperty("--ratio", photo.width / photo.height);
    const wide = photo.kind === "strip" ? "30vh" : "52vw";
    figure.append(imageOf(photo, `(orientation: portrait) 82vw, ${wide}`));
    if (photo.kind === "snap") {
      const caption = document.createElement("figcaption");
      Object.assign(caption, { className: "display", dir: "auto", textContent: this.#caption });
      figure.append(caption);
    }
    return figure;
  }
}

async function isLoaded(image, longest = LOAD_MS) {
  const late = new Promise((resolve) => setTimeout(resolve, longest, false));
  return Promise.race([late, image.decode().then(() => true, () => false)]);
}
