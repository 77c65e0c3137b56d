import { toast } from "./dom.js";
import { qrCode } from "./qr.js";

/**
 * Pass a link on: by the system's own share sheet, else by a dialog with its QR code.
 * `file`, a promise of a File, goes along where the system takes files.
 */
export async function shareLink({ title, url, file = null }) {
  if (!navigator.share) return openShareDialog(url);
  const data = { title, url };
  const shared = await file?.catch(() => null);
  const withFile = shared && { title, files: [shared] };
  try {
    await navigator.share(withFile && navigator.canShare?.(withFile) ? withFile : data);
  } catch (error) {
    if (error.name !== "AbortError") openShareDialog(url);
  }
}

/** Show the dialog of templates/gallery/_share_dialog.html for a link. */
export function openShareDialog(url) {
  const dialog = document.getElementById("share-dialog");
  document.getElementById("share-qr").innerHTML = qrCode(url);
  document.getElementById("share-link").textContent = url;
  document.getElementById("share-copy").onclick = async () => {
    const copied = await copy(url);
    dialog.close();
    toast(copied ? "Link copied." : "This browser does not let us copy: mark the link and copy it.");
  };
  // Keys are the dialog's own: Escape must not close the large view under it too.
  dialog.onkeydown = (event) => event.stopPropagation();
  dialog.showModal();
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // no clipboard without https
  }
}

function copyBySelection(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  document.getElementById("share-dialog").append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}
