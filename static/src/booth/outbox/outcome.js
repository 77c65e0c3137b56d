/**
 * What an answer means for an entry. A reply is {status, body, retryAfter}: status 0 when
 * nothing came back, body the parsed JSON or null (a captive portal, a proxy's page).
 */

const PERMANENT = new Set([400, 409, 413, 415, 422]);
const BUSY = new Set([0, 429, 502, 503, 504, 507]);
/** A strip whose photo the server never had waits this many tries before staff are asked. */
const MISSING_TRIES = 40;

const ANSWERED_BY = {
  snap: "idempotency_key",
  strip: "idempotency_key",
  look: "idempotency_key",
  share: "token",
  message: "idempotency_key",
  standin: "idempotency_key",
  frame: "idempotency_key",
};
/** Nothing is lost by giving these up: the booth's own photos are kept in any case. */
const GIVEN_UP = new Set(["share", "message", "standin", "frame"]);

/** Whether it is our server that says it has exactly this entry, and no Wi-Fi log-in page. */
export function isConfirmed(entry, reply) {
  return [200, 201].includes(reply.status) && reply.body?.[ANSWERED_BY[entry.kind]] === entry.key;
}

/**
 * One of "sent"; "retry" (this entry, later); "hold" (the network or server: everything, later);
 * "sign-in"; "park" (keep, staff must look); "drop" (nothing is lost by giving it up).
 */
export function outcomeOf(entry, reply) {
  if (isConfirmed(entry, reply)) return "sent";
  if (BUSY.has(reply.status)) return "hold";
  if (reply.status >= 500) return "retry"; // this one upsets the server; others may pass
  if (reply.status === 413) return GIVEN_UP.has(entry.kind) ? "drop" : "park"; // also a proxy's, which is not JSON
  if (reply.status === 410 && reply.body && GIVEN_UP.has(entry.kind)) return "drop"; // the event is over
  if (reply.body === null) return "hold"; // not our server: a Wi-Fi log-in page
  if (reply.status === 401 || reply.status === 403) return "sign-in";
  if (reply.status === 404) return notFound(entry);
  if (PERMANENT.has(reply.status)) return GIVEN_UP.has(entry.kind) ? "drop" : "park";
  return "retry";
}

function notFound(entry) {
  if (entry.kind === "snap") return "sign-in"; // the event is not this user's to run
  return entry.attempts < MISSING_TRIES ? "retry" : "park";
}

/** What staff read about an entry that was parked or dropped. */
export function problemOf(reply) {
  const detail = reply.body?.detail;
  return {
    status: reply.status,
    code: reply.body?.code ?? "",
    detail: typeof detail === "string" ? detail : "The server did not take it.",
  };
}
