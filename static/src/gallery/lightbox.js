import PhotoSwipeLightbox from "photoswipe/lightbox";
import { cardOf, idOf } from "./cards.js";
import { takeOut } from "./lightbox_takeout.js";

const DOWNLOAD = `<path d="M16 6v13m0 0-5.5-5.5M16 19l5.5-5.5M7 24.5h18"/>`;
const SHARE = `<path d="M16 19V6m0 0-4.5 4.5M16 6l4.5 4.5M10 14H8.5v11.5h15V14H22"/>`;
const TAKE_DOWN = `<path d="M8 10h16M13 10V7h6v3m3 0-1 15H11l-1-15m4.5 5v6m3-6v6"/>`;
const BETWEEN_PICTURES_MS = 400;

/** The large view over the grid: swipe, pinch, keyboard; download, share, take down. */
export class Lightbox {
  #lightbox;
  #grid;
  #onShare;
  #onTakeDown;

  /** `onShare(card)`, `onTakeDown(card)`, `onChange(id)`, `onClose()`, `onEnd()` near the last. */
  constructor({ grid, onShare, onTakeDown, onChange, onClose, onEnd }) {
    this.#grid = grid;
    this.#onShare = onShare;
    this.#onTakeDown = onTakeDown;
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
    this.#lightbox.on("uiRegister", () => this.#addButtons());
    this.#lightbox.on("afterInit", () => this.#pswp.element.setAttribute("aria-label", "Photo"));
    this.#lightbox.on("change", () => {
      onChange(this.currentId);
      if (this.#pswp.currIndex > this.#pswp.getNumItems() - 6) onEnd();
    });
    // PhotoSwipe says so just before it is gone.
    this.#lightbox.on("destroy", () => queueMicrotask(onClose));
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
   * A card is to leave the grid. Its picture must not stay on the screen: the view closes if it is
   * shown, and else can no longer be swiped to it.
   */
  drop(card) {
    this.#whenOpen((pswp) => {
      const link = card.querySelector(".card__link");
      if (pswp.currSlide?.data.element === link) pswp.destroy();
      else if (!takeOut(pswp, link)) setTimeout(() => this.drop(card), BETWEEN_PICTURES_MS);
    });
  }

  /** PhotoSwipe does not close while it is still opening. */
  #whenOpen(action) {
    const pswp = this.#pswp;
    if (!pswp) return;
    if (pswp.opener.isOpen) action(pswp);
    else pswp.on("openingAnimationEnd", () => action(pswp));
  }

  #addButtons() {
    const link = {
      tagName: "a",
      onInit: (element, pswp) => {
        element.setAttribute("download", "");
        pswp.on("change", () => (element.href = pswp.currSlide.data.element.dataset.download));
      },
    };
    const act = (action) => ({ onClick: (event, button, pswp) => action(cardIn(pswp)) });
    this.#addButton("takedown", 7, "Take this photo down", TAKE_DOWN, act(this.#onTakeDown));
    this.#addButton("download", 8, "Download", DOWNLOAD, link);
    this.#addButton("share", 9, "Share", SHARE, act(this.#onShare));
  }

  #addButton(name, order, title, inner, behaviour) {
    const html = { isCustomSVG: true, inner };
    this.#pswp.ui.registerElement({ name, order, title, isButton: true, html, ...behaviour });
  }
}

function cardIn(pswp) {
  return pswp.currSlide.data.element.closest(".card");
}
