import { toast } from "../../shared/dom.js";
import { idOf } from "../cards.js";
import { Choosing } from "./choosing.js";
import { Download } from "./download.js";
import { fileOf, takesFiles } from "./files.js";
import { chosenLabel, downloadLabel } from "./words.js";

/** The bar at the foot of the page while photos are chosen, and what can be done with them. */
export class ChoiceBar {
  #bar = document.getElementById("choice");
  #form = document.getElementById("choice-form");
  #begin = document.getElementById("choose");
  #count = document.getElementById("choice-count");
  #save = document.getElementById("choice-download");
  #share = document.getElementById("choice-share");
  #files = null; // those fetched for the share sheet, waiting for a second press
  #download = new Download(this.#form);
  choosing;

  constructor({ grid, title }) {
    this.choosing = new Choosing({ grid, onChange: () => this.#show() });
    this.#begin.addEventListener("click", () => this.#toggle());
    document.getElementById("choice-close").addEventListener("click", () => this.#toggle());
    document.getElementById("choice-all").addEventListener("click", () => this.choosing.chooseAll());
    this.#share.addEventListener("click", () => this.#passOn(title));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#saveChosen();
    });
  }

  #toggle() {
    if (!this.choosing.isOn) return this.choosing.start();
    this.choosing.stop();
    return this.#begin.focus({ preventScroll: true });
  }

  #show() {
    const { isOn, selection } = this.choosing;
    this.#files = null;
    this.#bar.hidden = !isOn;
    document.documentElement.classList.toggle("has-choice", isOn);
    this.#begin.setAttribute("aria-pressed", String(isOn));
    this.#begin.textContent = isOn ? "Done" : "Choose";
    this.#count.textContent = chosenLabel(selection.size);
    this.#save.textContent = downloadLabel(selection.size);
    this.#save.disabled = selection.size === 0;
    this.#share.textContent = "Share";
    this.#share.hidden = !takesFiles(selection.size);
    if (!isOn) this.#download.cancel();
  }

  async #saveChosen() {
    const ids = this.choosing.cards.map((card) => `${card.dataset.kind}:${idOf(card)}`);
    if (await this.#download.start(ids)) this.choosing.stop();
  }

  /** A share sheet opens only shortly after a press: when fetching took too long, ask for another. */
  async #passOn(title) {
    const { cards } = this.choosing;
    this.#share.disabled = true;
    try {
      this.#files ??= await Promise.all(cards.map(fileOf));
      await navigator.share({ title, files: this.#files });
      this.choosing.stop();
    } catch (error) {
      this.#explain(error);
    } finally {
      this.#share.disabled = false;
    }
  }

  #explain(error) {
    if (error.name === "AbortError") return;
    if (error.name === "NotAllowedError" && this.#files) {
      this.#share.textContent = "Ready: share";
    } else {
      toast("That did not work. Try again, or download the photos and share them from your phone.");
    }
  }
}
