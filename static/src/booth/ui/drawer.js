/** Everything this booth session took, newest first, each to download, text or scan. */
import { send } from "../api/client.js";
import { wireDialog } from "./dialogs.js";
import { byId } from "./dom.js";
import { createLocalPictures } from "./local_pictures.js";
import { createShot } from "./shot.js";

/** So many cards are made at a time: the camera's picture must not stand still for a full drawer. */
const BATCH = 24;

/** The server's word counts; off line what this device has heard of it. */
const isRefused = ({ status, photo }) => (status ? status === "refused" : Boolean(photo?.isRefused));

/** `mergeShots` is pure: photos on this device and snaps on the server, as one list without refused ones. */
export function mergeShots(local, snaps) {
  const shots = new Map();
  for (const snap of snaps) {
    const { idempotency_key: key, thumb_url: thumb, photo_url: url, status } = snap;
    shots.set(key, { kind: "snap", key, thumb, url, status, takenAt: Date.parse(snap.taken_at) });
  }
  for (const photo of local) {
    const known = shots.get(photo.key) ?? { kind: photo.kind, key: photo.key, url: null, thumb: null };
    shots.set(photo.key, { takenAt: photo.savedAt, ...known, photo });
  }
  return [...shots.values()].filter((shot) => !isRefused(shot)).sort((one, other) => other.takenAt - one.takenAt);
}

export function createDrawer({ boothSession, snapsUrl, shelf, downloads, onText, onQr }) {
  const dialog = byId("drawer");
  const pictures = createLocalPictures(shelf);
  const acts = { onDownload: downloads.one, onText, onQr };
  let shots = [];
  let run = 0;

  async function load() {
    const local = await shelf.photosOf(boothSession);
    const shown = render(mergeShots(local, []));
    const reply = await send({ url: `${snapsUrl}?booth_session=${boothSession}`, timeout: 6000 });
    await shown;
    if (!dialog.open || reply.status !== 200 || !reply.body) return;
    render(mergeShots(local, reply.body.results));
  }

  async function render(list) {
    const mine = ++run;
    shots = list;
    byId("drawer-note").textContent = shots.length ? "" : "The first photo will be here in a moment.";
    byId("drawer-download-all").disabled = shots.length === 0;
    const made = document.createDocumentFragment();
    for (let at = 0; at < shots.length; at += BATCH) {
      made.append(...shots.slice(at, at + BATCH).map((shot) => createShot(shot, acts)));
      await new Promise((resolve) => setTimeout(resolve));
      if (mine !== run) return;
    }
    byId("drawer-list").replaceChildren(made);
    pictures.fill(byId("drawer-list"));
  }

  function release() {
    run += 1;
    byId("drawer-list").replaceChildren();
    pictures.release();
  }

  async function downloadAll() {
    const note = byId("drawer-note");
    note.textContent = "Packing the photos.";
    const missing = await downloads.all(shots);
    note.textContent = missing ? `${missing} could not be fetched just now.` : "";
  }

  wireDialog(dialog);
  dialog.addEventListener("close", release);
  byId("drawer-download-all").addEventListener("click", downloadAll);
  byId("drawer-open").addEventListener("click", () => {
    dialog.showModal();
    load();
  });
}
