/** The buttons by which guests take their photos home, on the result and in the drawer. */
import { photoKeys } from "./sitting/sitting.js";
import { photoBlob } from "./outbox/shelf.js";
import { createCourier } from "./texting/courier.js";
import { createLaterDialog } from "./texting/later.js";
import { createTerms } from "./texting/terms.js";
import { wireDialog } from "./ui/dialogs.js";
import { byId } from "./ui/dom.js";
import { createDownloads } from "./ui/downloads.js";
import { createDrawer } from "./ui/drawer.js";
import { showQr } from "./ui/qr.js";
import { showToast } from "./ui/toast.js";

export function wireTakeHome({ config, boothSession, outbox, shelf, live, album, sitting, stripIsKept }) {
  const { event, urls, filters } = config;
  const downloads = createDownloads({ slug: event.slug, shelf });
  const courier = createCourier({ urls, device: boothSession, outbox, live });
  const terms = createTerms({ url: urls.texting, event });
  const sms = createLaterDialog({ terms, filters, courier, outbox });
  const stripItem = () => ({ kind: "strip", key: sitting().stripKey, url: null });
  const photoItem = (key) => ({ kind: "snap", key, url: null });
  wireDialog(byId("qr-dialog"));

  async function smsDialog() {
    const dialog = await sms.load();
    if (!dialog) showToast("That needs the network for a moment. The QR code opens the photo on your phone.");
    return dialog;
  }

  async function textFromResult() {
    const { stripKey, token } = sitting();
    const [dialog] = await Promise.all([smsDialog(), stripIsKept()]);
    if (!dialog || sitting()?.stripKey !== stripKey) return; // these guests have gone
    const strip = { kind: "strip", key: stripKey, token, picture: byId("strip-canvas") };
    const photos = photoKeys(sitting()).map((key) => ({ kind: "snap", key, picture: album.picture(key) }));
    dialog.open([strip, ...photos]);
  }

  async function textFromDrawer(shot) {
    const [dialog, picture] = await Promise.all([smsDialog(), pictureOf(shot, shelf)]);
    dialog?.open([{ kind: shot.kind, key: shot.key, token: shot.photo?.token, picture }]);
  }

  function qrFromDrawer({ kind, key, photo }) {
    const url = kind === "strip" ? courier.linkOf(photo.token) : courier.share(key);
    showQr(byId("qr-large"), url);
    byId("qr-dialog").showModal();
  }

  /** A quick finger is ahead of the strip that is being drawn. */
  async function downloadStrip() {
    await stripIsKept();
    await downloads.one(stripItem());
  }

  async function downloadAll() {
    await stripIsKept();
    await downloads.all([stripItem(), ...photoKeys(sitting()).map(photoItem)]);
  }

  byId("text-it").addEventListener("click", textFromResult);
  for (const id of ["strip", "download-strip"]) {
    byId(id).addEventListener("click", downloadStrip);
  }
  byId("download-all").addEventListener("click", downloadAll);
  createDrawer({
    boothSession, snapsUrl: urls.snaps, shelf, downloads, onText: textFromDrawer, onQr: qrFromDrawer,
  });
  // A text that fails when its dialog is gone would otherwise fail in silence.
  courier.on("news", (_key, status) => {
    const isLost = ["failed", "undeliverable", "refused", "cancelled"].includes(status);
    if (isLost && !sms.isOpen()) showToast("A text did not go out. Its photo is still here, under Photos taken here.");
  });
  courier.start();
  terms.start();
  return {
    downloads,
    /** Fetch what is not needed at once. */
    prepare: sms.load,
    downloadPhoto: (key) => downloads.one(photoItem(key)),
    isTexting: sms.isOpen,
  };
}

async function pictureOf({ key, thumb, url }, shelf) {
  const photo = await shelf.photo(key);
  if (photo) return createImageBitmap(photoBlob(photo));
  const image = new Image();
  image.src = thumb ?? url;
  await image.decode().catch(() => {});
  return image;
}
