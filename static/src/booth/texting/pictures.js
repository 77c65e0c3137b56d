/** The pictures a guest can have sent: the strip, a photo, a photo in a filter. */
import { byId, croppedCopy, el } from "../ui/dom.js";
import { createFilterRow } from "../ui/filter_row.js";
import { createRadioGroup } from "../ui/radio.js";

/** Pictures are {kind: "strip" | "snap", key, token, picture}; `picture` is a canvas or image. */
export function createPicturePicker({ filters }) {
  const root = byId("sms-pick");
  const filterRoot = byId("sms-filters");
  let pictures = [];
  let chosen = null;
  let filter = "natural";
  const group = createRadioGroup(root, (button) => choose(pictures[Number(button.dataset.index)]));
  const row = createFilterRow(filterRoot, {
    filters,
    onPick(slug) {
      filter = slug;
    },
  });

  function choose(picture) {
    chosen = picture;
    filter = "natural";
    row.check(filter);
    filterRoot.hidden = picture.kind === "strip"; // a strip wears its own filter
    if (picture.kind === "snap") row.setPicture(picture.picture);
  }

  function button(picture, index) {
    const label = picture.kind === "strip" ? "The strip" : `Photo ${index}`;
    const each = el("button", {
      type: "button", role: "radio", class: "pick", "aria-label": label, "data-index": index, "data-kind": picture.kind,
    });
    each.append(copyOf(picture));
    return each;
  }

  return {
    show(list, first = list[0]) {
      pictures = list;
      const start = list[0]?.kind === "strip" ? 0 : 1;
      root.replaceChildren(...list.map((picture, index) => button(picture, index + start)));
      [...root.children].forEach((each, index) => (each.dataset.index = index));
      group.check(root.children[list.indexOf(first)]);
      choose(first);
    },
    chosen: () => ({ picture: chosen, filter }),
  };
}

function copyOf({ kind, picture }) {
  if (kind === "snap") return croppedCopy(picture, 200, 200);
  const copy = el("canvas", { height: 200, width: Math.round((200 * picture.width) / picture.height) });
  copy.getContext("2d").drawImage(picture, 0, 0, copy.width, copy.height);
  return copy;
}
