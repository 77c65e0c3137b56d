/** The filter row on the stage: follows the look, and shows it on what the camera sees. */
import { hasPicture, takeFrame } from "../camera/still.js";
import { nextTask } from "../tasks.js";
import { byId } from "./dom.js";
import { drawnFace } from "./drawn_face.js";
import { createFilterRow } from "./filter_row.js";

const REFRESH_MS = 6000;
const FIT = { width: 128, height: 128 };

export function wireStageFilters({ filters, look, video, camera, darkroom }) {
  const row = createFilterRow(byId("filters"), { filters, onPick: look.set });
  const names = new Map(filters.map(({ slug, name }) => [slug, name]));

  function follow(slug) {
    row.check(slug);
    byId("filter-name").textContent = names.get(slug);
  }

  async function refresh() {
    if (document.body.dataset.state !== "ready" || document.hidden || !hasPicture(video)) return;
    try {
      const picture = await darkroom.develop(await takeFrame(video), { fit: FIT }).picture;
      row.setPicture(picture, { isMirrored: look.isMirrored() });
      picture.close();
    } catch {
      // The camera has just gone away; the swatches show what it saw last.
    }
  }

  nextTask().then(() => row.setPicture(drawnFace()));
  follow(look.filter());
  look.on("filter", follow);
  camera.on("live", refresh);
  setInterval(refresh, REFRESH_MS);
  byId("filters-back").addEventListener("click", () => row.scrollBy(-1));
  byId("filters-on").addEventListener("click", () => row.scrollBy(1));
}
