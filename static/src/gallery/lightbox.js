import PhotoSwipeLightbox from "photoswipe/lightbox";
import { cardOf, idOf } from "./cards.js";

const DOWNLOAD = `<path d="M16 6v13m0 0-5.5-5.5M16 19l5.5-5.5M7 24.5h18"/>`;
const SHARE = `<path d="M16 19V6m0 0-4.5 4.5M16 6l4.5 4.5M10 14H8.5v11.5h15V14H22"/>`;

/** The large view over the grid: swipe, pinch, keyboard; download and share. */
export class Lightbox {
  #lightbox;
  #grid;
  #next = null; // the photo to open on instead of closing

  /** `onShare(card)`, `onChange(id)`, `onClose()`, `onEnd()` near the last photo. */
  constructor({ grid, onShare, onChange, onClose, onEnd }) {
    this.#grid = grid;
    this.#lightbox = new PhotoSwipeLightbox({
      gallery: grid,
      children: ".card__link",
      thumbSelector: ".card__picture",
      pswpModule: () => import("photoswipe"),
      bgOpacity: 1,
      loop: false,
      counter: false, // older photos come in while one swipes: the total is not known
      wheelToZoom: true,
      showHideAnimationType: matchMedia("(prefers-reduced-motion: reduce)").matches
        ? "fade"
        : "zoom",
      paddingFn: ({ x }) => ({ top: x < 700 ? 64 : 60, bottom: 24, left: 0, right: 0 }),
      errorMsg: "This photo is no longer here.",
    });
    this.#lightbox.on("uiRegister", () => this.#addButtons(onShare));
    this.#lightbox.on("afterInit", () => this.#pswp.element.setAttribute("aria-label", "Photo"));
    this.#lightbox.on("change", () => {
      onChange(this.currentId);
      if (this.#pswp.currIndex > this.#pswp.getNumItems() - 6) onEnd();
    });
    this.#lightbox.on("destroy", () => {
      const next = this.#next;
      this.#next = null;
      // PhotoSwipe says so just before it is gone.
      queueMicrotask(() => (next && cardOf(next) ? this.open(next) : onClose()));
    });
    this.#lightbox.init();
  }

  get #pswp() {
    return this.#lightbox.pswp;
  }

  get isOpen() {
    return Boolean(this.#pswp);
  }

  get currentId() {
    const link = this.#pswp?.currSlide?.data.element;
    return link ? idOf(link.closest(".card")) : null;
  }

  open(id) {
    const index = [...this.#grid.children].indexOf(cardOf(id));
    if (index >= 0) this.#lightbox.loadAndOpen(index);
  }

  close() {
    this.#whenOpen((pswp) => pswp.close());
  }

  /** The grid has got older photos: they are the next ones to swipe to. */
  append(cards) {
    this.#pswp?.options.dataSource.items.push(...cards.map((card) => card.querySelector("a")));
  }

  /**
   * A card has left the grid. Its picture must not stay on the screen: the view closes if it is
   * shown, and else opens anew on what is shown, without the lost one.
   */
  drop(id) {
    this.#whenOpen((pswp) => {
      this.#next = this.currentId === id ? null : this.currentId;
      pswp.destroy();
    });
  }

  /** PhotoSwipe does not close while it is still opening. */
  #whenOpen(action) {
    const pswp = this.#pswp;
    if (!pswp) return;
    if (pswp.opener.isOpen) action(pswp);
    else pswp.on("openingAnimationEnd", () => action(pswp));
  }

  #addButtons(onShare) {
    this.#pswp.ui.registerElement({
      name: "download",
      order: 8,
      isButton: true,
      tagName: "a",
      title: "Download",
      html: { isCustomSVG: true, inner: DOWNLOAD },
      onInit: (link, pswp) => {
        link.setAttribute("download", "");
        pswp.on("change", () => (link.href = pswp.currSlide.data.element.dataset.download));
      },
    });
    this.#pswp.ui.registerElement({
      name: "share",
      order: 9,
      isButton: true,
      title: "Share",
      html: { isCustomSVG: true, inner: SHARE },
      onClick: (event, button, pswp) => onShare(pswp.currSlide.data.element.closest(".card")),
    });
  }
}
