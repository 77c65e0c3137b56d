/** Button or Smile: in Smile mode the booth looks for smiles while it is idle. */
import { remembered } from "../camera/remembered.js";
import { isDialogOpen } from "../ui/dialogs.js";
import { byId } from "../ui/dom.js";
import { createRadioGroup } from "../ui/radio.js";
import { createRings } from "./rings.js";
import { createSmileSource } from "./smile_source.js";
import { createTrigger } from "./trigger.js";

export function createAutoMode({ event, urls, video, look, onSmile }) {
  const threshold = event.smileThreshold;
  const kept = remembered(`mode:${event.slug}`, "button");
  const trigger = createTrigger({ threshold });
  const rings = createRings({
    root: byId("rings"),
    stage: byId("main"),
    isMirrored: look.isMirrored,
    threshold,
  });
  const source = createSmileSource({
    video,
    url: urls.smileScores,
    isWanted: () => !document.hidden && !isDialogOpen(),
    onScore,
    onTrouble: (isInTrouble) => {
      byId("smile-trouble").hidden = !isInTrouble;
      if (isInTrouble) rings.clear();
    },
  });
  const modes = { button: byId("mode-button"), smile: byId("mode-smile") };
  const group = createRadioGroup(byId("mode-button").parentElement, (button) => {
    kept.write(button === modes.smile ? "smile" : "button");
    follow(lastState);
  });
  let lastState = null;
  let isLooking = false;

  function onScore(frame) {
    if (!isLooking || isDialogOpen()) return;
    rings.show(frame);
    if (trigger.feed(frame.smile, performance.now())) onSmile();
  }

  /** Look while the booth is ready and in Smile mode. */
  function follow(state) {
    const isSmile = modes.smile.getAttribute("aria-checked") === "true";
    document.body.dataset.mode = isSmile ? "smile" : "button";
    if (state === "ready" && lastState !== "ready") trigger.rest(performance.now());
    lastState = state;
    const isWanted = isSmile && state === "ready";
    if (isWanted === isLooking) return;
    isLooking = isWanted;
    if (isLooking) {
      source.start();
    } else {
      source.stop();
      rings.clear();
    }
  }

  group.check(modes[kept.read()] ?? modes.button);
  return { follow };
}
