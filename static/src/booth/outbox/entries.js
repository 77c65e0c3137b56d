/**
 * What can wait in the outbox. An entry is plain data:
 *
 *   id         "snap:<uuid>", "strip:<uuid>", "look:<strip uuid>", "share:<token>", "message:<uuid>",
 *              "standin:<uuid>", "frame:<uuid>"
 *   kind, key  the two halves of the id
 *   needs      ids that must have reached the server before
 *   url, method, body   the request; a snap's bytes are kept apart, under its key
 *   attempts, nextAt    tries so far; not before this time (ms since 1970)
 *   problem    null, or {status, code, detail}: parked, waits for staff
 *   rev        counts replacements, so that what was sent is not mistaken for what is now meant
 */
function entry(kind, key, fields, now) {
  return {
    id: `${kind}:${key}`,
    kind,
    key,
    needs: [],
    method: "POST",
    attempts: 0,
    nextAt: 0,
    problem: null,
    rev: 0,
    createdAt: now,
    ...fields,
  };
}

/** `persons` are the ids of guests from afar who are in it, in order. */
export function snapEntry({ key, url, takenAt, boothSession, persons = [] }, now = Date.now()) {
  const body = { idempotency_key: key, taken_at: takenAt, booth_session: boothSession };
  if (persons.length) body.companions = persons.join(",");
  return entry("snap", key, { url, body }, now);
}

export function stripEntry({ key, url, snapKeys, layout, filter, boothSession }, now = Date.now()) {
  const body = { idempotency_key: key, snap_keys: snapKeys, layout, filter };
  if (boothSession) body.booth_session = boothSession;
  const needs = snapKeys.map((snapKey) => `snap:${snapKey}`);
  return entry("strip", key, { url, body, needs }, now);
}

/** A change of a strip's look. There is one per strip: a later one replaces it. */
export function lookEntry({ stripKey, url, look }, now = Date.now()) {
  const fields = { url: `${url}${stripKey}/`, method: "PATCH", body: look };
  return entry("look", stripKey, { ...fields, needs: [`strip:${stripKey}`] }, now);
}

export function shareEntry({ token, url, snapKey, stripKey, filter }, now = Date.now()) {
  const target = snapKey ? { snap_key: snapKey } : { strip_key: stripKey };
  const body = { token, ...target };
  if (snapKey && filter && filter !== "natural") body.filter = filter;
  const needs = [snapKey ? `snap:${snapKey}` : `strip:${stripKey}`];
  return entry("share", token, { url, body, needs }, now);
}

/** `recipient` is {phone} or {email}. */
export function messageEntry({ key, url, token, recipient, consentText, wantsNews, device }, now = Date.now()) {
  const body = { idempotency_key: key, token, ...recipient, consent: true, consent_text: consentText };
  if (wantsNews) body.wants_news = true;
  if (device) body.device = device;
  return entry("message", key, { url, body, needs: [`share:${token}`] }, now);
}

/** The booth's view of a guest from afar at a snap. It goes after the snap: that shows those who are here. */
export function standInEntry({ key, url, snapKey, person }, now = Date.now()) {
  const body = { idempotency_key: key, snap_key: snapKey, person };
  return entry("standin", key, { url, body }, now + 1);
}

/** A guest's own frame of a snap, sent by the guest's page. */
export function frameEntry({ key, url, snapKey, credentials }, now = Date.now()) {
  const body = { ...credentials, idempotency_key: key, snap_key: snapKey };
  return entry("frame", key, { url, body }, now);
}
