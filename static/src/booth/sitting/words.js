/** What guests are told about their photos. */

const REFUSED = {
  not_smiling: "Smiling is the ticket here. Try again?",
  no_face: "We could not see a face. Step into the picture and try again?",
};
const PREFERRED = {
  not_smiling: "Nice. A smile makes it even better.",
  no_face: "We could not see a face in that one.",
};

const UNDECIDED = new Set(["pending", "checking"]);

/** What the server has made of a snap: "unknown", "refused" or "accepted". */
export function verdictOf(snap) {
  if (snap.status === "refused") return "refused";
  return UNDECIDED.has(snap.smile?.status) ? "unknown" : "accepted";
}

/** `rule`: whether everyone must smile ("all"), or one is enough. */
export function refusalText(snap, rule) {
  const { status } = snap.smile ?? {};
  if (status === "not_smiling" && rule === "all") return "Everyone smiles for this one. Try again?";
  return REFUSED[status] ?? "That one did not work. Try again?";
}

/** A soft note where the event prefers smiles; null when there is nothing to say. */
export function noteText(snap, policy) {
  return policy === "prefer" ? (PREFERRED[snap.smile?.status] ?? null) : null;
}
