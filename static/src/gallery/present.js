/** Which cards are still to be seen, apart from how they are drawn. */

/**
 * Those of `cards` that are not in a list of what there is: `present` holds ids with blanks between,
 * and `from`, the ISO time that the list goes back to. Without a list none is gone.
 */
export function goneCards(cards, { present, from } = {}) {
  if (present === undefined) return [];
  const ids = new Set(present.split(" "));
  const isListed = (card) => Date.parse(card.dataset.published) >= Date.parse(from);
  return [...cards].filter((card) => isListed(card) && !ids.has(card.id.replace(/^photo-/, "")));
}

/** Whether a grid of `shown` ("all", "photos", "strips") has photos of this kind. */
export function showsKind(shown, kind) {
  return shown === "all" || (shown === "strips") === (kind === "strip");
}
