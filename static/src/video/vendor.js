/** The vendor's script: fetched from its configured address, when a page first enters a room. */

const PATIENCE_MS = 15_000;
let fetched = null;

/** Resolve to the vendor's `OT`; reject when it does not come, and then the next call tries again. */
export function loadVendor(url, { patience = PATIENCE_MS } = {}) {
  fetched ??= fetchScript(url, patience).catch((error) => {
    fetched = null;
    throw error;
  });
  return fetched;
}

function fetchScript(url, patience) {
  if (!url) return Promise.reject(new Error("The video script has no address."));
  const script = document.createElement("script");
  script.src = url;
  script.async = true;
  script.nonce = document.querySelector("script[nonce]")?.nonce ?? "";
  return new Promise((resolve, reject) => {
    const fail = (why) => {
      clearTimeout(timer);
      script.remove();
      reject(new Error(`The video script ${why}.`));
    };
    const timer = setTimeout(() => fail("took too long"), patience);
    script.onerror = () => fail("could not be fetched");
    script.onload = () => {
      clearTimeout(timer);
      if (window.OT?.initSession) resolve(window.OT);
      else fail("is broken");
    };
    document.head.append(script);
  });
}
