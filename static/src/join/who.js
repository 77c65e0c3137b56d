/** Who this page is to the server: a key of its own for each invitation and tab, and a name. */
import { newKey } from "../booth/ids.js";

const NAME = "smilebooth:guest";

export function whoIsHere({ invitation }, { storage = safely(() => window.sessionStorage) } = {}) {
  let { key, name } = stored();

  function stored() {
    try {
      const kept = JSON.parse(storage.getItem(NAME));
      if (kept.invitation === invitation) return kept;
      return { key: newKey(), name: kept.name ?? "" };
    } catch {
      return { key: newKey(), name: "" };
    }
  }

  return {
    key: () => key,
    name: () => name,
    call(next) {
      name = next.slice(0, 40);
      try {
        storage.setItem(NAME, JSON.stringify({ invitation, key, name }));
      } catch {
        // Storage is switched off: a reload makes them somebody new.
      }
    },
    /** What every request names. */
    credentials: () => ({ invitation, guest: key }),
  };
}

function safely(read) {
  try {
    return read();
  } catch {
    return null;
  }
}
