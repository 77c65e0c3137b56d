/** What a verdict does to the sitting: a refused photo's slot is empty again, and it is said kindly. */
import * as sittings from "./sitting.js";
import { noteText, refusalText } from "./words.js";

/** Two refused photos in a row end the sitting. */
const REFUSALS_ALLOWED = 1;

/** `stop(reason)` calls off the countdown that runs. */
export function heedVerdicts({ event, verdicts, scene, stage, keeper, stop }) {
  function accept(key, snap) {
    scene.adopt(sittings.accept(scene.sitting(), key));
    const note = noteText(snap, event.smilePolicy);
    if (note && scene.phase() !== "result") stage.say(note, { tone: "note", ms: 2500 });
  }

  function refuse(key, snap) {
    const isLate = scene.phase() === "result";
    keeper.hide(scene.sitting().stripKey);
    const sitting = sittings.refuse(scene.sitting(), key, Date.now());
    stage.say(refusalText(snap, event.smileRule));
    if (isLate) {
      scene.change(sitting, "ready"); // the guests come back for this one
    } else if (sitting.refusals > REFUSALS_ALLOWED) {
      stop("refused");
      scene.change(null);
    } else {
      scene.change(sitting);
    }
  }

  verdicts.on("verdict", (key, verdict, snap) => {
    if (verdict === "refused") keeper.hide(key);
    if (!scene.sitting()?.slots.includes(key)) return;
    if (verdict === "refused") refuse(key, snap);
    else accept(key, snap);
  });
}
