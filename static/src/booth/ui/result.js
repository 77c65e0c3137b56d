/** The finished strip and the ways to take it home. */
import { companyOf, photoKeys } from "../sitting/sitting.js";
import { nextTask } from "../tasks.js";
import { byId, prefersStillness } from "./dom.js";
import { showQr } from "./qr.js";

/**
 * `footers(layout)` resolves to what stands under a strip; `onFinished(sitting, bytes, layout)` gets
 * the JPEG each time it is drawn.
 */
export function createResult({ config, album, darkroom, footers, timer, choice, onFinished }) {
  const root = byId("result");
  const canvas = byId("strip-canvas");
  let shown = null;
  let drawing = Promise.resolve();

  function open(sitting) {
    root.hidden = false;
    const layout = layoutOf(sitting);
    canvas.width = layout.width;
    canvas.height = layout.height; // blank until it is drawn
    delete canvas.dataset.filter;
    root.dataset.shape = layout.width > layout.height ? "wide" : "tall";
    byId("qr").replaceChildren(); // that of the last guests
    choice.close();
    slideUp();
    timer.start();
    addRest(sitting);
  }

  /** What would make opening one long task: a focus lays the page out at once, a code takes its time. */
  async function addRest({ token }) {
    await nextTask();
    if (shown?.token !== token) return;
    byId("result-title").focus({ preventScroll: true });
    await nextTask();
    if (shown?.token === token) showQr(byId("qr"), `${config.urls.shareBase}${token}/`);
  }

  function slideUp() {
    const still = prefersStillness();
    const hidden = still ? { opacity: 0 } : { opacity: 0, translate: "0 70vh", rotate: "4deg" };
    const easing = "cubic-bezier(0.2, 1.18, 0.35, 1)";
    byId("strip").animate([hidden, {}], { duration: still ? 200 : 700, easing });
  }

  const layoutOf = (sitting) =>
    config.layouts.find((each) => each.slug === sitting.layout) ?? config.layouts[0];

  /** For each photo the keys of those pictures of guests from afar that have come. */
  async function companyOnHand(sitting, keys) {
    const wanted = keys.map((key) => companyOf(sitting, key));
    await album.settled(wanted.flat());
    return wanted.map((each) => each.filter(album.picture));
  }

  /** Draw one after the other; only the newest look is kept. */
  function draw(sitting) {
    drawing = drawing.then(nextTask).then(async () => {
      if (shown !== sitting) return;
      const keys = photoKeys(sitting);
      const layout = layoutOf(sitting);
      const companyKeys = await companyOnHand(sitting, keys);
      const { picture, bytes } = darkroom.print({
        keys, frames: keys.map(album.picture), layout,
        companyKeys, company: companyKeys.map((each) => each.map(album.picture)), filter: sitting.filter, filters: config.filters,
        footers: await footers(layout),
      });
      canvas.getContext("bitmaprenderer").transferFromImageBitmap(await picture);
      canvas.dataset.filter = sitting.filter;
      if (shown === sitting) await onFinished(sitting, await bytes, layout);
    });
    drawing.catch((error) => console.error(error));
    drawing = drawing.catch(() => {});
  }

  return {
    /** Resolves when the strip as it is shown is drawn and kept. */
    settled: () => drawing,
    show({ state, sitting }) {
      if (state !== "result") {
        if (shown) timer.stop();
        shown = null;
        root.hidden = true;
        return;
      }
      const isNew = shown?.stripKey !== sitting.stripKey;
      const isChanged = isNew || shown.filter !== sitting.filter;
      shown = sitting;
      if (isNew) open(sitting);
      if (isChanged) draw(sitting);
    },
  };
}
