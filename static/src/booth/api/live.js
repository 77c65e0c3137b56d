/** The booth's live feed: what became of snaps, strips and messages, as it happens. */
import { createEmitter } from "../emitter.js";
import { backoffMs } from "../outbox/backoff.js";

const KINDS = ["snap", "strip", "message", "command", "guest"];

/** Emits "snap", "strip", "message", "command", "guest" with their data, and "open" on every (re)connection. */
export function createLive(url) {
  const emitter = createEmitter();
  let source = null;
  let lastId = null;
  let failures = 0;

  function connect() {
    source = new EventSource(lastId ? withAfter(url, lastId) : url);
    source.addEventListener("open", () => {
      failures = 0;
      emitter.emit("open");
    });
    for (const kind of KINDS) source.addEventListener(kind, receive);
    source.addEventListener("error", reconnectIfClosed);
  }

  function receive(event) {
    lastId = event.lastEventId || lastId;
    emitter.emit(event.type, JSON.parse(event.data));
  }

  // The browser reconnects after a lost connection by itself, but gives up on an error status.
  function reconnectIfClosed() {
    if (source.readyState !== EventSource.CLOSED) return;
    failures += 1;
    setTimeout(connect, backoffMs(failures));
  }

  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => event.persisted && connect());
  return { start: connect, on: emitter.on, isOpen: () => source?.readyState === EventSource.OPEN };
}

function withAfter(url, id) {
  const address = new URL(url, window.location.href);
  address.searchParams.set("after", id);
  return address.href;
}
