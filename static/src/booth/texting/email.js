/** An e-mail address as it is typed. The server has the last word. */

const ADDRESS = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
const QUIET_CHARACTERS = 6;

/** {isPlausible, hint, recipient: {email}} */
export function readEmail(text) {
  const email = text.normalize("NFKC").trim();
  const isPlausible = ADDRESS.test(email);
  return { isPlausible, hint: isPlausible ? "Looks right" : hintOf(email), recipient: { email } };
}

function hintOf(email) {
  if (email.length < QUIET_CHARACTERS) return "";
  if (/\s/.test(email)) return "An e-mail address has no spaces.";
  if (!email.includes("@")) return "The @ is missing.";
  return "That address looks unfinished.";
}
