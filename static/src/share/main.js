import "./main.css";
import { publicAddress } from "../shared/address.js";
import { shareLink } from "../shared/share.js";
import { nextLook, seemsMistyped } from "./waiting.js";

const shareButton = document.getElementById("share");
const waiting = document.getElementById("waiting");
if (shareButton) offerSharing(shareButton);
if (waiting) keepLooking(waiting);

function offerSharing(button) {
  const { title, url, file: picture, name } = button.dataset;
  let file = null;
  // Fetched before the press, for a share sheet opens only in the moment of the press; but after
  // all that the page shows.
  const fetchEarly = () => (file ??= fetchFile(picture, name));
  if (navigator.canShare && !navigator.connection?.saveData) {
    addEventListener("load", () => setTimeout(fetchEarly, 1000));
  }
  button.addEventListener("click", () =>
    shareLink({ title, url: publicAddress(url, location), file }),
  );
}

async function fetchFile(picture, name) {
  const response = await fetch(picture);
  return new File([await response.blob()], name, { type: "image/jpeg" });
}

function keepLooking(place) {
  const waitedMs = Date.now() - beganAt();
  const isKnown = place.dataset.known === "true";
  if (seemsMistyped({ isKnown, waitedMs })) {
    place.hidden = true;
    document.getElementById("mistyped").hidden = false;
  }
  setTimeout(() => look(place), nextLook(waitedMs));
}

/** Fetch this page again; when it says something new, show that. */
async function look(place) {
  try {
    const response = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const now = page.getElementById("waiting");
    if (now?.dataset.known !== place.dataset.known && response.status < 500) {
      sessionStorage.removeItem(location.pathname);
      return location.reload();
    }
  } catch {
    // no network just now: the next look may have it
  }
  return keepLooking(place);
}

/** When this page began to wait; a reload by hand does not start anew. */
function beganAt() {
  const stored = Number(sessionStorage.getItem(location.pathname));
  if (stored) return stored;
  const now = Date.now();
  sessionStorage.setItem(location.pathname, String(now));
  return now;
}
