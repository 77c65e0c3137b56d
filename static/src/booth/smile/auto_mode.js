/** Button or Smile: in Smile mode the booth looks for smiles while nobody is being photographed. */
import { remembered } from "../camera/remembered.js";
import { isDialogOpen } from "../ui/dialogs.js";
import { byId } from "../ui/dom.js";
import { createRadioGroup } from "../ui/radio.js";
import { wordsForGuests, wordsForStaff } from "./finder_words.js";
import { createRings } from "./rings.js";
import { smileOfAll } from "./rule.js";
import { createSource } from "./source.js";
import { createTrigger } from "./trigger.js";

/** Frames in a row that make a smile, by where they are looked at: the server sees two a second. */
const NEEDED = { device: 3, server: 2 };
/** About the time between two frames, in which a ring glides on. */
const RING_TIME = { device: "120ms", server: "450ms" };

/** `service`: who checks photos, if not the booth itself; with smiles off nobody does. */
export function createAutoMode({ event, urls, files, service, beforeLoading, video, look, onSmile }) {
  const threshold = () => event.smileThreshold; // staff may change it meanwhile
  const kept = remembered(`mode:${event.slug}`, "button");
  const trigger = createTrigger({ threshold });
  const rings = createRings({
    root: byId("rings"),
    isMirrored: look.isMirrored,
    threshold,
  });
  const source = createSource({
    video,
    files,
    beforeLoading,
    url: urls.smileScores,
    isWanted: () => !document.hidden && !isDialogOpen(),
    onScore,
    onTrouble: (isInTrouble) => {
      byId("smile-trouble").hidden = !isInTrouble;
      if (isInTrouble) rings.clear();
    },
    onPlace: showPlace,
  });
  const modes = { button: byId("mode-button"), smile: byId("mode-smile") };
  const group = createRadioGroup(byId("mode-button").parentElement, (button) => {
    kept.write(button === modes.smile ? "smile" : "button");
    follow(lastState);
  });
  let lastState = null;
  let isLooking = false;
  let finding = { place: "off" };

  function tellGuests() {
    const told = document.body.dataset.mode === "smile" ? finding : { place: "off" };
    byId("smile-note").textContent = wordsForGuests(told, { event, service });
  }

  /** Say where smiles are found, or how far the finder has loaded. */
  function showPlace(found) {
    finding = found;
    const { place } = finding;
    tellGuests();
    byId("smile-place").textContent = wordsForStaff(finding);
    byId("rings").style.setProperty("--ring-time", RING_TIME[place] ?? RING_TIME.server);
  }

  function onScore(frame) {
    if (!isLooking || isDialogOpen()) return;
    rings.show(frame);
    const smile = smileOfAll(frame.faces, event.smileRule);
    if (trigger.feed(smile, performance.now(), { needed: NEEDED[finding.place] })) onSmile();
  }

  /** Look while the booth is ready and in Smile mode. */
  function follow(state) {
    const isSmile = modes.smile.getAttribute("aria-checked") === "true";
    document.body.dataset.mode = isSmile ? "smile" : "button";
    tellGuests();
    if (state === "ready" && lastState && lastState !== "ready") trigger.rest(performance.now());
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

  function setMode(name) {
    kept.write(name);
    group.check(modes[name]);
    follow(lastState);
  }

  group.check(modes[kept.read()] ?? modes.button);
  return {
    follow,
    setMode,
    /** The event's settings have changed. */
    refresh: tellGuests,
    mode: () => (modes.smile.getAttribute("aria-checked") === "true" ? "smile" : "button"),
  };
}
