/** A photo or strip in the drawer, with what can be done with it. */
import { el, icon } from "./dom.js";

/** Its <img> has `data-local` where only this device has the picture (ui/local_pictures.js). */
export function createShot(shot, { onDownload, onText, onQr }) {
  const word = shot.kind === "strip" ? "strip" : "photo";
  const picture = el("button", { type: "button", class: "shot__picture", "aria-label": `Download this ${word}` });
  const source = shot.thumb ?? (shot.photo ? null : shot.url);
  const isLocal = source === null && shot.photo ? shot.key : null;
  picture.append(el("img", { src: source, "data-local": isLocal, alt: "", loading: "lazy", decoding: "async" }));
  picture.addEventListener("click", () => onDownload(shot));
  const actions = el("div", { class: "shot__actions" },
    action("download", `Download this ${word}`, () => onDownload(shot)),
    action("text", `Text this ${word}`, () => onText(shot)),
    action("qr", `Show a QR code of this ${word}`, () => onQr(shot)),
  );
  return el("li", { class: "shot", "data-key": shot.key, "data-kind": shot.kind }, picture, actions);
}

function action(sign, label, onClick) {
  const button = el("button", { type: "button", class: "round", "aria-label": label, title: label }, icon(sign));
  button.addEventListener("click", onClick);
  return button;
}
