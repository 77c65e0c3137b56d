const PREFIX = "#photo-";

/**
 * The open photo in the page's address, so that the phone's back button closes it and a copied
 * address opens it again.
 */
export class Bookmark {
  #onBack;

  constructor(onBack) {
    this.#onBack = onBack;
    addEventListener("popstate", () => !idIn(location.hash) && this.#onBack());
  }

  /** The photo that the address names, or null. */
  get id() {
    return idIn(location.hash);
  }

  show(id) {
    const already = history.state?.photo;
    history[already ? "replaceState" : "pushState"]({ photo: id }, "", PREFIX + id);
  }

  clear() {
    if (history.state?.photo) history.back();
    else if (this.id) history.replaceState(null, "", location.pathname + location.search);
  }
}

export function idIn(hash) {
  return hash.startsWith(PREFIX) ? hash.slice(PREFIX.length) : null;
}
