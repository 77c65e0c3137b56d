const POLL_MS = 10_000;
const RETRY_MS = 15_000;
const SPREAD_MS = 3_000; // thousands of pages are told to ask at the same moment

/**
 * Follow an event's live feed; ask every 10 s (`onPoll`) for as long as it does not answer.
 * `url` holds the id after which to listen; after an interruption the last id seen takes its place.
 */
export class Feed {
  #url;
  #handlers;
  #source = null;
  #lastId = "";
  #pollTimer = 0;
  #retryTimer = 0;

  constructor(url, { onItem, onRemoved, onPoll, onState }) {
    this.#url = url;
    this.#handlers = { onItem, onRemoved, onPoll, onState };
  }

  start() {
    this.stop();
    const source = new EventSource(resumeAddress(this.#url, this.#lastId));
    source.addEventListener("open", () => this.#recover());
    source.addEventListener("error", () => this.#fallBack());
    source.addEventListener("item", (event) => this.#pass(event, "onItem"));
    source.addEventListener("removed", (event) => this.#pass(event, "onRemoved"));
    source.addEventListener("reset", (event) => this.#reset(event));
    this.#source = source;
  }

  stop() {
    this.#source?.close();
    this.#source = null;
    clearInterval(this.#pollTimer);
    clearTimeout(this.#retryTimer);
    this.#pollTimer = this.#retryTimer = 0;
  }

  #pass(event, handler) {
    this.#lastId = event.lastEventId;
    this.#handlers[handler](JSON.parse(event.data));
  }

  /** Some of what was said can't be had any more. */
  #reset(event) {
    this.#lastId = event.lastEventId;
    setTimeout(this.#handlers.onPoll, Math.random() * SPREAD_MS);
  }

  #recover() {
    // What was said while nobody could hear it.
    if (this.#pollTimer) setTimeout(this.#handlers.onPoll, Math.random() * SPREAD_MS);
    clearInterval(this.#pollTimer);
    this.#pollTimer = 0;
    this.#handlers.onState(true);
  }

  #fallBack() {
    this.#handlers.onState(false);
    this.#pollTimer ||= setInterval(this.#handlers.onPoll, POLL_MS);
    // The browser tries again by itself, except after an answer that is no feed.
    if (this.#source?.readyState === EventSource.CLOSED) {
      clearTimeout(this.#retryTimer);
      this.#retryTimer = setTimeout(() => this.start(), RETRY_MS);
    }
  }
}

export function resumeAddress(url, lastId) {
  if (!lastId) return url;
  const [path, query = ""] = url.split("?");
  const parameters = new URLSearchParams(query);
  parameters.set("after", lastId);
  return `${path}?${parameters}`;
}
