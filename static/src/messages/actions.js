/** What the buttons of a row do. */
import { send } from "../booth/api/client.js";
import { createResend } from "./resend.js";

const NO_ANSWER = "No answer from the server. Please try again.";

/** `url` is that of the event's messages; `onChanged()` is called when the list is to be asked for. */
export function createActions({ url, newKey, onChanged, transmit = send }) {
  // One key for one try at one message: pressed twice, or after a lost answer, it stays one text.
  const keys = new Map();
  const resend = createResend({ onSend: sendAgain });

  async function sendAgain(message, recipient) {
    const wish = `${message.id}:${JSON.stringify(recipient)}`;
    if (!keys.has(wish)) keys.set(wish, newKey());
    const body = { idempotency_key: keys.get(wish), ...recipient };
    const reply = await transmit({ url: `${url}${message.id}/resend/`, method: "POST", body });
    if (reply.status === 200 || reply.status === 201) {
      onChanged();
      return "";
    }
    return reply.body?.detail ?? NO_ANSWER;
  }

  async function post(row, what, body) {
    row.busy(true);
    const reply = await transmit({ url: `${url}${row.message.id}/${what}/`, method: "POST", body });
    row.busy(false);
    row.say(reply.status === 200 ? "" : (reply.body?.detail ?? NO_ANSWER));
    onChanged();
  }

  async function history(row) {
    if (row.hasHistory()) return row.showHistory(null);
    const reply = await transmit({ url: `${url}${row.message.id}/` });
    if (reply.status !== 200) return row.say(NO_ANSWER);
    return row.showHistory(historyLines(reply.body));
  }

  return {
    history,
    resend: (row) => resend.open(row.message),
    cancel: (row) => post(row, "cancel"),
    arrived: (row) => post(row, "settle", { has_arrived: true }),
    lost: (row) => post(row, "settle", { has_arrived: false }),
  };
}

/** A message's changes and consent, a line each, oldest first. */
export function historyLines({ history, consent }) {
  const time = (iso) => new Date(iso).toLocaleTimeString([], { timeStyle: "medium" });
  const agreed = consent
    ? [`${time(consent.given_at)} · The guest agreed: “${consent.wording}”${consent.allows_news ? " and to news" : ""}`]
    : [];
  const changes = history.map(({ at, to_status: status, cause, actor }) =>
    [time(at), status, cause, actor && `by ${actor}`].filter(Boolean).join(" · "),
  );
  return [...agreed, ...changes];
}
