/** The pill that says whether all photos are safe, and what staff can do when they are not. */
import { pillOf } from "../outbox/summary.js";
import { byId, el } from "./dom.js";

const WHAT = { snap: "Photo", strip: "Strip", look: "Look of a strip", share: "Link", message: "Text" };

export function wireUploadState({ outbox, downloads }) {
  const pill = byId("upload-state");

  async function show(summary) {
    const { tone, text } = pillOf(summary);
    pill.dataset.tone = tone;
    pill.dataset.waiting = summary.waiting;
    pill.dataset.photos = summary.photosWaiting;
    pill.dataset.parked = summary.parked;
    byId("upload-text").textContent = text;
    byId("staff-photos").textContent = `${text}.`;
    byId("sign-in").hidden = !summary.needsSignIn;
    byId("send-now").hidden = !(summary.waiting && summary.isHeld);
    byId("parked").replaceChildren(...(await outbox.troubled()).map(row));
  }

  function row(entry) {
    const detail = entry.problem?.detail ?? "Only this page holds it: the device is full.";
    const buttons = [];
    if (entry.kind === "snap") {
      buttons.push(button("Download", () => downloads.one({ kind: "snap", key: entry.key, url: null })));
    }
    if (entry.problem) buttons.push(button("Try again", () => outbox.retry(entry)));
    const text = el("p", {}, el("b", {}, WHAT[entry.kind]), ` ${detail}`);
    return el("li", { class: "parked__item" }, text, el("div", {}, ...buttons));
  }

  outbox.on("change", show);
  byId("send-now").addEventListener("click", () => outbox.kick());
}

function button(text, onClick) {
  const each = el("button", { type: "button", class: "button" }, text);
  each.addEventListener("click", onClick);
  return each;
}
