/** The dialog with the link for guests from afar: QR code, copying, the system's own way to share. */
import { send } from "../booth/api/client.js";
import { qrCode } from "../shared/qr.js";

const byId = (id) => document.getElementById(id);

export function createInvite({ urls }) {
  const dialog = byId("invite-dialog");
  let shown = null;

  async function open({ booth, name }) {
    shown = null;
    byId("invite-booth").textContent = name;
    say("Making a link…");
    byId("invite-link-part").hidden = true;
    dialog.showModal();
    const found = await linkFor(booth);
    if (found.detail) return say(found.detail);
    shown = found;
    say(`It works until ${timeOf(found.expires_at)}. Nobody is on the screen before you let them in.`);
    byId("invite-qr").innerHTML = qrCode(found.url);
    byId("invite-link").value = found.url;
    byId("invite-share").hidden = !navigator.share;
    byId("invite-link-part").hidden = false;
  }

  /** The booth's link that works already, or a new one; {detail} where there is none to be had. */
  async function linkFor(booth) {
    const known = await send({ url: urls.invitations, timeout: 8000 });
    const mine = known.body?.results?.find((each) => each.booth === booth);
    if (mine) return mine;
    const made = await send({ url: urls.invitations, method: "POST", body: { booth } });
    return made.status === 201 ? made.body : { detail: made.body?.detail ?? "No answer. Please try again." };
  }

  function say(text) {
    byId("invite-said").textContent = text;
  }

  async function copy() {
    const field = byId("invite-link");
    field.select();
    const isCopied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
    say(isCopied ? "Copied." : "Marked: copy it with the keyboard or your finger.");
  }

  async function end() {
    if (!shown) return;
    const reply = await send({ url: `${urls.invitations}${shown.id}/`, method: "DELETE" });
    if (reply.status !== 204) return say("No answer. Please try again.");
    byId("invite-link-part").hidden = true;
    say("The link has ended, and with it the visit of everybody who came by it.");
  }

  byId("invite-copy").addEventListener("click", copy);
  byId("invite-end").addEventListener("click", end);
  byId("invite-share").addEventListener("click", () => navigator.share({ url: shown.url }).catch(() => {}));
  return { open };
}

const timeOf = (at) => new Date(at).toLocaleString([], { weekday: "short", hour: "2-digit", minute: "2-digit" });
