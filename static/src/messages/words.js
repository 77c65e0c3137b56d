/** The board in words. Plain functions. */

export const GROUPS = [
  ["all", "All"],
  ["queued", "Waiting"],
  ["sent", "On its way"],
  ["delivered", "Delivered"],
  ["failed", "Failed"],
  ["unknown", "Unknown"],
  ["cancelled", "Cancelled"],
];
const TONES = { delivered: "ok", sent: "busy", queued: "wait", failed: "alert", unknown: "alert", cancelled: "off" };
const CHANNELS = { sms: "Text", mms: "Picture message", whatsapp: "WhatsApp", email: "E-mail" };
const KINDS = { help: "answer to HELP", test: "test" };

export const toneOf = (message) => TONES[message.group] ?? "off";

/** "Text with a strip", "E-mail with a photo", "Text, answer to HELP". */
export function whatOf({ channel, kind, photo }) {
  const what = CHANNELS[channel] ?? "Text";
  if (KINDS[kind]) return `${what}, ${KINDS[kind]}`;
  return photo ? `${what} with a ${photo === "strip" ? "strip" : "photo"}` : what;
}

/** Time, how often it was tried, what it cost. */
export function moreOf(message, timeOf) {
  const parts = [timeOf(message.created_at)];
  if (message.attempts > 1) parts.push(`tried ${message.attempts} times`);
  if (Number(message.cost) > 0) parts.push(`${Number(message.cost).toFixed(2)} ${message.currency}`);
  if (message.replaces) parts.push("sent in place of one that failed");
  if (message.replaced_by) parts.push("sent again since");
  return parts.join(" · ");
}

/** A chip's words: "Failed 3". */
export const chipOf = (name, label, totals) => `${label} ${totals[name] ?? 0}`;

export function emptyWords(group, isFound) {
  if (isFound) return ["Nothing to this number", "No text of this event went to it. Look for a mistyped digit."];
  if (group === "all") return ["No texts yet", "When a guest asks for a photo at the booth, it appears here by itself."];
  return ["Nothing here", "No text is in this state."];
}

/** {phone} or {email} of what was typed; null of nothing. */
export function recipientOf(text) {
  const typed = text.trim();
  if (!typed) return null;
  return typed.includes("@") ? { email: typed } : { phone: typed };
}
