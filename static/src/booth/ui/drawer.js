/** Everything this booth session took, newest first, each to download, text or scan. */
import { send } from "../api/client.js";
import { photoBlob } from "../outbox/shelf.js";
import { wireDialog } from "./dialogs.js";
import { byId, el, icon } from "./dom.js";

/** `mergeShots` is pure: photos on this device and snaps on the server, as one list. */
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
  return [...shots.values()].sort((one, other) => other.takenAt - one.takenAt);
}

export function createDrawer({ boothSession, snapsUrl, shelf, downloads, onText, onQr }) {
  const dialog = byId("drawer");
  let shots = [];
  let urls = [];

  async function load() {
    const local = await shelf.photosOf(boothSession);
    render(mergeShots(local, []));
    const reply = await send({ url: `${snapsUrl}?booth_session=${boothSession}`, timeout: 6000 });
    if (!dialog.open || reply.status !== 200 || !reply.body) return;
    render(mergeShots(local, reply.body.results));
  }

  function render(list) {
    release();
    shots = list;
    byId("drawer-list").replaceChildren(...shots.map(card));
    byId("drawer-note").textContent = shots.length ? "" : "The first photo will be here in a moment.";
    byId("drawer-download-all").disabled = shots.length === 0;
  }

  function card(shot) {
    const word = shot.kind === "strip" ? "strip" : "photo";
    const picture = el("button", { type: "button", class: "shot__picture", "aria-label": `Download this ${word}` });
    picture.append(el("img", { src: thumbOf(shot), alt: "", loading: "lazy", decoding: "async" }));
    picture.addEventListener("click", () => downloads.one(shot));
    const actions = el("div", { class: "shot__actions" },
      action("download", `Download this ${word}`, () => downloads.one(shot)),
    );
    if (shot.status !== "refused") {
      actions.append(
        action("text", `Text this ${word}`, () => onText(shot)),
        action("qr", `Show a QR code of this ${word}`, () => onQr(shot)),
      );
    }
    const note = shot.status === "refused" ? [el("p", { class: "shot__note" }, "Not in the gallery")] : [];
    return el("li", { class: "shot", "data-key": shot.key, "data-kind": shot.kind }, picture, ...note, actions);
  }

  function thumbOf({ thumb, photo, url }) {
    if (thumb) return thumb;
    if (!photo) return url ?? "";
    urls.push(URL.createObjectURL(photoBlob(photo)));
    return urls.at(-1);
  }

  function release() {
    urls.forEach((url) => URL.revokeObjectURL(url));
    urls = [];
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

function action(sign, label, onClick) {
  const button = el("button", { type: "button", class: "round", "aria-label": label, title: label }, icon(sign));
  button.addEventListener("click", onClick);
  return button;
}
