/** What the booth says to its guests. Only the booth: other guests could signal as well. */

export const KINDS = ["countdown", "snap", "done"];

/** `handlers[kind](data)` for each of KINDS. */
export function listenToBooth(room, handlers) {
  for (const kind of KINDS) {
    room.on(`signal:${kind}`, (text, sender) => {
      const data = sender?.kind === "booth" ? parsed(text) : null;
      if (data) handlers[kind](data);
    });
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
