/** The filter row on the stage: follows the look, and shows it on what the camera sees. */
import { smallFrame } from "../camera/still.js";
import { byId } from "./dom.js";
import { drawnFace } from "./drawn_face.js";
import { createFilterRow } from "./filter_row.js";

const REFRESH_MS = 6000;

export function wireStageFilters({ filters, look, video, camera }) {
  const row = createFilterRow(byId("filters"), { filters, onPick: look.set });
  const names = new Map(filters.map(({ slug, name }) => [slug, name]));

  function follow(slug) {
    row.check(slug);
    byId("filter-name").textContent = names.get(slug);
  }

  function refresh() {
    if (document.body.dataset.state !== "ready" || document.hidden) return;
    const frame = smallFrame(video, 240);
    if (frame) row.setPicture(look.isMirrored() ? mirrored(frame) : frame);
  }

  row.setPicture(drawnFace());
  follow(look.filter());
  look.on("filter", follow);
  camera.on("live", refresh);
  setInterval(refresh, REFRESH_MS);
  byId("filters-back").addEventListener("click", () => row.scrollBy(-1));
  byId("filters-on").addEventListener("click", () => row.scrollBy(1));
}

function mirrored(frame) {
  const copy = Object.assign(document.createElement("canvas"), {
    width: frame.width,
    height: frame.height,
  });
  const context = copy.getContext("2d");
  context.translate(frame.width, 0);
  context.scale(-1, 1);
  context.drawImage(frame, 0, 0);
  return copy;
}
