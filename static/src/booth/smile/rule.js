/** The event's rule for several faces; the server goes by the same one (booth/services.py). */

/** The smile of a frame, 0..1: the widest, or with rule "all" the faintest; null without a face. */
export function smileOfAll(faces, rule) {
  if (!faces.length) return null;
  const smiles = faces.map(({ smile }) => smile);
  return rule === "all" ? Math.min(...smiles) : Math.max(...smiles);
}
