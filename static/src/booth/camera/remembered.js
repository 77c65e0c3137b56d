/** Choices of staff that this device remembers. */

/** A named value of localStorage; `fallback` where there is none, or no storage at all. */
export function remembered(name, fallback = "") {
  const key = `smilebooth:${name}`;
  return {
    read() {
      try {
        return localStorage.getItem(key) ?? fallback;
      } catch {
        return fallback;
      }
    },
    write(value) {
      try {
        localStorage.setItem(key, value);
      } catch {
        // Storage is switched off: the choice lasts as long as the page.
      }
    },
  };
}
