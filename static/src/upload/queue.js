import { outcomeOf } from "./outcome.js";

/**
 * Sends photos one after the other, and each again until it has arrived or is refused.
 *
 * `send(item, onProgress)` gives an answer for `outcomeOf`; `show(item)` is told of every change:
 * item.state is waiting, sending, later, done, refused or failed; item.progress 0..1; item.words.
 * `pause(ms)` resolves after that time, or sooner when the network is back.
 */
export class UploadQueue {
  constructor({ send, show, pause }) {
    this.send = send;
    this.show = show;
    this.pause = pause;
    this.items = [];
    this.isRunning = false;
  }

  get unsettled() {
    return this.items.filter((item) => ["waiting", "sending", "later"].includes(item.state));
  }

  get done() {
    return this.items.filter((item) => item.state === "done");
  }

  add(item) {
    this.items.push(item);
    return this.again(item);
  }

  again(item) {
    Object.assign(item, { progress: 0, words: "", tries: 0 });
    this.#set(item, "waiting");
    return this.#run();
  }

  async #run() {
    if (this.isRunning) return;
    this.isRunning = true;
    for (let item = this.#next(); item; item = this.#next()) await this.#deliver(item);
    this.isRunning = false;
  }

  #next() {
    return this.items.find((item) => item.state === "waiting");
  }

  async #deliver(item) {
    for (;;) {
      item.tries += 1;
      this.#set(item, "sending");
      const answer = await this.send(item, (progress) => this.#progress(item, progress));
      const outcome = outcomeOf(answer, item.tries);
      item.words = outcome.words ?? "";
      this.#set(item, outcome.is);
      if (outcome.is !== "later") return;
      await this.pause(outcome.waitMs);
    }
  }

  #progress(item, progress) {
    item.progress = progress;
    this.show(item);
  }

  #set(item, state) {
    item.state = state;
    this.show(item);
  }
}
