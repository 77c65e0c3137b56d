import { toast } from "../shared/dom.js";

const FAILED = "That did not work. Check the network and try again, or ask the people at the booth.";

/** Whether it is this guest who is having the photo taken down: they need no telling. */
export const isOwnWish = (card) => card.dataset.takingDown !== undefined;

/**
 * Ask once, then have a photo taken down: the dialog of templates/gallery/_takedown_dialog.html.
 * `onGone(card)` when the server has done it.
 */
export class Takedown {
  #dialog = document.getElementById("takedown");
  #form = document.getElementById("takedown-form");
  #button = document.getElementById("takedown-confirm");
  #error = document.getElementById("takedown-error");
  #onGone;
  #card = null;
  #neighbour = null; // where the keyboard goes on

  constructor({ onGone }) {
    this.#onGone = onGone;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    document.getElementById("takedown-close").addEventListener("click", () => this.#dialog.close());
    // Keys are the dialog's own: Escape must not close the large view under it too.
    this.#dialog.addEventListener("keydown", (event) => event.stopPropagation());
  }

  ask(card) {
    this.#card = card;
    this.#neighbour = card.nextElementSibling ?? card.previousElementSibling;
    this.#error.hidden = true;
    this.#dialog.showModal();
  }

  async #send() {
    const card = this.#card;
    const body = new URLSearchParams(new FormData(this.#form));
    body.set("kind", card.dataset.kind);
    body.set("id", card.id.replace(/^photo-/, ""));
    this.#button.disabled = true;
    card.dataset.takingDown = "";
    try {
      const headers = { Accept: "application/json" };
      const response = await fetch(this.#form.action, { method: "POST", body, headers });
      // 404: somebody else was quicker, and it is gone already.
      if (!response.ok && response.status !== 404) throw await refusalOf(response);
      this.#dialog.close();
      this.#onGone(card);
      // The large view gives the focus back first.
      setTimeout(() => this.#neighbour?.querySelector(".card__link").focus({ preventScroll: true }));
      toast("The photo is gone. The people who run the party have been told.");
    } catch (refusal) {
      delete card.dataset.takingDown;
      this.#error.textContent = refusal.detail ?? FAILED;
      this.#error.hidden = false;
    } finally {
      this.#button.disabled = false;
    }
  }
}

/** What the server said, where it said something that may be shown. */
async function refusalOf(response) {
  const { detail } = await response.json().catch(() => ({}));
  return Object.assign(new Error(String(response.status)), { detail });
}
