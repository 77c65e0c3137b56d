/** What guests see of a sitting: numbers, flash, slots, the state of the page. */
import { takeStill } from "../camera/still.js";
import { byId } from "../ui/dom.js";
import { flash, flyTo, showCount } from "../ui/effects.js";
import { isBlank, nextSlot } from "./sitting.js";

export function createStage({ video, tray, album, message, onShow }) {
  return {
    show({ phase, sitting, isLive }) {
      const state = phase === "ready" && !isLive ? "camera-problem" : phase;
      document.body.dataset.state = state;
      const isAiming = phase === "countdown" || phase === "capturing";
      tray.show(sitting, sitting && (isAiming || !isBlank(sitting)) ? nextSlot(sitting) : -1);
      if (phase !== "countdown") showCount(null);
      byId("shutter").disabled = state !== "ready";
      byId("start-over").hidden = phase !== "ready" || !sitting || isBlank(sitting);
      onShow({ state, sitting });
    },
    count: showCount,
    /** Take the frame first, then flash: the picture is of the moment before. */
    takePicture(key) {
      const still = takeStill(video);
      flash();
      album.add(key, still.canvas);
      return still;
    },
    land: (picture, index) => flyTo(picture, tray.slot(index)),
    say: message.show,
    clearMessage: message.clear,
  };
}
