import { toast } from "../../shared/dom.js";
import { fetchArchive } from "./archive.js";
import { progressLabel } from "./words.js";

// What a phone can hold for a moment; larger archives the browser saves as they come.
const HELD_BYTES = 120_000_000;
// The server reads no more fields of a form.
export const MOST_CHOSEN = 900;

/** Saving chosen photos as one ZIP, with how far it has come. `form` holds the token and address. */
export class Download {
  #form;
  #place = document.getElementById("choice-progress");
  #meter = document.getElementById("choice-meter");
  #words = document.getElementById("choice-words");
  #stop = null;

  constructor(form) {
    this.#form = form;
    document.getElementById("choice-cancel").addEventListener("click", () => this.cancel());
  }

  cancel() {
    this.#stop?.abort();
  }

  /** Resolves to whether the photos are on their way to the device. */
  async start(ids) {
    if (ids.length > MOST_CHOSEN) {
      toast(`Choose up to ${MOST_CHOSEN} at a time, or press "Download all".`);
      return false;
    }
    this.cancel();
    const stop = (this.#stop = new AbortController());
    this.#fill(ids);
    this.#show({ received: 0, total: 0 });
    try {
      return await this.#fetch(stop.signal);
    } catch (error) {
      if (error.name !== "AbortError") {
        toast("The download broke off. Check the network and try again.");
      }
      return false;
    } finally {
      if (this.#stop === stop) this.#place.hidden = true;
    }
  }

  async #fetch(signal) {
    const archive = await fetchArchive({
      url: this.#form.action,
      body: new URLSearchParams(new FormData(this.#form)),
      limit: HELD_BYTES,
      signal,
      onProgress: (progress) => this.#show(progress),
    });
    if (archive) save(archive);
    else this.#form.submit();
    return true;
  }

  #fill(ids) {
    this.#form.querySelectorAll("[name=ids]").forEach((field) => field.remove());
    for (const id of ids) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "ids", value: id });
      this.#form.append(field);
    }
  }

  #show({ received, total }) {
    this.#place.hidden = false;
    if (total) this.#meter.value = Math.min(1, received / total);
    else this.#meter.removeAttribute("value");
    this.#words.textContent = received ? progressLabel({ received, total }) : "Packing your photos";
  }
}

function save({ blob, name }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
