/** The board's rows: kept by id, in the server's order, so that nothing jumps under a finger. */
import { createRow } from "./row.js";

export function createList({ root, template, actions }) {
  const rows = new Map();

  function rowOf(message) {
    if (!rows.has(message.id)) rows.set(message.id, createRow({ template, actions }));
    const row = rows.get(message.id);
    row.show(message);
    return row;
  }

  return {
    size: () => rows.size,
    /** The first page anew; older rows that were fetched stay below it. */
    refresh(messages, { isWhole }) {
      const fresh = messages.map(rowOf);
      const ids = new Set(messages.map(({ id }) => id));
      const oldest = messages.at(-1)?.created_at ?? "";
      for (const [id, row] of rows) {
        const isBelow = !isWhole && oldest && row.message.created_at < oldest;
        if (ids.has(id) || isBelow) continue;
        row.root.remove();
        rows.delete(id);
      }
      fresh.forEach((row, index) => {
        if (root.children[index] !== row.root) root.insertBefore(row.root, root.children[index] ?? null);
      });
    },
    append(messages) {
      for (const message of messages) {
        const isKnown = rows.has(message.id);
        const row = rowOf(message);
        if (!isKnown) root.append(row.root);
      }
    },
    update: (message) => rows.has(message.id) && rowOf(message),
    clear() {
      rows.clear();
      root.replaceChildren();
    },
  };
}
