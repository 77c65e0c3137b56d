/**
 * A sitting: guests in front of the camera until their strip is done. Plain data, changed only
 * by these functions, each of which returns a new one, so that it can be stored at every step.
 *
 *   slots      one per frame: null or the photo's key
 *   refusals   refused photos in a row
 *   company    by a photo's key the keys of the pictures of guests from afar in it (the booth's view of them)
 *   stripKey, token   of the strip and its link, once all slots are filled
 */
export const RESTORE_MS = 5 * 60_000;

export function newSitting({ id, frameCount, layout, filter, now }) {
  const slots = Array(frameCount).fill(null);
  return { id, slots, layout, filter, refusals: 0, stripKey: null, token: null, touchedAt: now };
}

/** The slot that the next photo goes into; -1 when all are filled. */
export const nextSlot = (sitting) => sitting.slots.indexOf(null);
export const isComplete = (sitting) => nextSlot(sitting) === -1;
export const isBlank = (sitting) => sitting.slots.every((key) => key === null);
export const photoKeys = (sitting) => sitting.slots.filter((key) => key !== null);

function withSlot(sitting, index, key, now) {
  const slots = sitting.slots.map((each, at) => (at === index ? key : each));
  return { ...sitting, slots, stripKey: null, token: null, touchedAt: now };
}

export function place(sitting, key, now) {
  return withSlot(sitting, nextSlot(sitting), key, now);
}

/** Note who from afar is in a photo. */
export function withCompany(sitting, key, companyKeys) {
  if (!companyKeys.length) return sitting;
  return { ...sitting, company: { ...sitting.company, [key]: companyKeys } };
}

/** The keys of the pictures that share a photo's place. */
export const companyOf = (sitting, key) => sitting.company?.[key] ?? [];

/** Free a slot, so that its photo is taken again. */
export function vacate(sitting, index, now) {
  return withSlot(sitting, index, null, now);
}

/** Take a refused photo out. Unchanged when the photo is not in this sitting (any more). */
export function refuse(sitting, key, now) {
  const index = sitting.slots.indexOf(key);
  if (index === -1) return sitting;
  return { ...vacate(sitting, index, now), refusals: sitting.refusals + 1 };
}

export function accept(sitting, key) {
  return sitting.slots.includes(key) ? { ...sitting, refusals: 0 } : sitting;
}

export function withStrip(sitting, { stripKey, token }, now) {
  return { ...sitting, stripKey, token, touchedAt: now };
}

/** Whether a stored sitting is worth bringing back after a reload. */
export function isRestorable(sitting, { frameCount, now }) {
  return (
    Boolean(sitting) &&
    sitting.slots.length === frameCount &&
    !isBlank(sitting) &&
    now - sitting.touchedAt < RESTORE_MS
  );
}
