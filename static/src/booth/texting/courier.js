/** Sends texts through the outbox, and follows them until they have gone out. */
import { fetchByKeys } from "../api/client.js";
import { createEmitter } from "../emitter.js";
import { newKey, newToken } from "../ids.js";
import { messageEntry, shareEntry } from "../outbox/entries.js";

const POLL_MS = 3000;
/** Asked for by polling for this long; after that the live feed is enough. */
const POLLED_MS = 60_000;
/** A receipt that comes later than this finds no guest to tell. */
const FOLLOWED_MS = 10 * 60_000;
const SETTLED = new Set(["delivered", "undeliverable", "failed", "unknown", "cancelled"]);

/**
 * Emits "news" (key, status, detail): a status of the server's message, or "refused" with the
 * server's sentence when it did not take the order.
 */
export function createCourier({ urls, device, outbox, live }) {
  const emitter = createEmitter();
  const followed = new Map();

  function tell(key, status, detail = "") {
    if (!followed.has(key)) return;
    if (SETTLED.has(status) || status === "refused") followed.delete(key);
    emitter.emit("news", key, status, detail);
  }

  const linkOf = (token) => `${urls.shareBase}${token}/`;

  async function poll() {
    const now = Date.now();
    for (const [key, since] of followed) if (now - since > FOLLOWED_MS) followed.delete(key);
    const recent = [...followed].filter(([, since]) => now - since < POLLED_MS).map(([key]) => key);
    for (const each of await fetchByKeys(urls.messages, recent)) {
      tell(each.idempotency_key, each.status);
    }
    setTimeout(poll, POLL_MS);
  }

  return {
    on: emitter.on,
    start() {
      live.on("message", (message) => tell(message.idempotency_key, message.status));
      outbox.on("sent", (entry, body) => entry.kind === "message" && tell(entry.key, body.status));
      outbox.on("dropped", (entry, problem) =>
        entry.kind === "message" && tell(entry.key, "refused", problem.detail));
      poll();
    },
    /**
     * Order a text; returns its key. `picture` is {kind, key, token}: a strip brings the token of its
     * link, a photo gets a link of its own, in `filter`. `recipient` is {phone} or {email}.
     */
    send({ picture, filter, recipient, consentText, wantsNews }) {
      const entries = [];
      let { token } = picture;
      if (picture.kind === "snap") {
        token = newToken();
        entries.push(shareEntry({ token, url: urls.shares, snapKey: picture.key, filter }));
      }
      const key = newKey();
      const words = { recipient, consentText, wantsNews, device };
      entries.push(messageEntry({ key, url: urls.messages, token, ...words }));
      followed.set(key, Date.now());
      outbox.add({ entries });
      return key;
    },
    /** Make a link to a photo; returns its address, which works once the outbox has sent it. */
    share(snapKey) {
      const token = newToken();
      outbox.add({ entries: [shareEntry({ token, url: urls.shares, snapKey })] });
      return linkOf(token);
    },
    linkOf,
  };
}
