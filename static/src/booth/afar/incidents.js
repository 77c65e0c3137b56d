/** What went wrong here and what the booth did about it: kept until the server has it. */
import { newKey } from "../ids.js";

const MOST = 50;

/** `storage` is a named value (camera/remembered.js), so that a reload loses no line. */
export function createIncidents({ storage, now = () => Date.now() }) {
  let lines = parsed(storage.read());

  const store = () => storage.write(JSON.stringify(lines));

  return {
    note(text) {
      const line = { key: newKey(), happened_at: new Date(now()).toISOString(), text };
      lines = [...lines, line].slice(-MOST);
      store();
    },
    waiting: () => lines,
    /** The server has these. */
    drop(sent) {
      const keys = new Set(sent.map((line) => line.key));
      lines = lines.filter((line) => !keys.has(line.key));
      store();
    },
  };
}

function parsed(text) {
  try {
    const lines = JSON.parse(text);
    return Array.isArray(lines) ? lines : [];
  } catch {
    return [];
  }
}
