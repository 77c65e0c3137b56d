/** What guests see of a sitting: numbers, flash, slots, the state of the page. */
import { sizeOf, takeFrameOr } from "../camera/still.js";
import { developStandIns } from "../company/stand_ins.js";
import { byId } from "../ui/dom.js";
import { flash, flyTo, showCount } from "../ui/effects.js";
import { isBlank, nextSlot } from "./sitting.js";

/** `company` are the guests from afar (company/company.js). */
export function createStage({ video, darkroom, tray, album, message, company, onShow, spareFrame }) {
  function count(number) {
    showCount(number);
    company().count(number);
  }

  return {
    show({ phase, sitting, isLive }) {
      const state = phase === "ready" && !isLive ? "camera-problem" : phase;
      document.body.dataset.state = state;
      const isAiming = phase === "countdown" || phase === "capturing";
      tray.show(sitting, sitting && (isAiming || !isBlank(sitting)) ? nextSlot(sitting) : -1);
      if (phase !== "countdown") count(null);
      if (phase === "result") company().done(sitting);
      byId("shutter").disabled = state !== "ready";
      byId("start-over").hidden = phase !== "ready" || !sitting || isBlank(sitting);
      onShow({ state, sitting });
    },
    count,
    /**
     * Take the frame first, then flash: the picture is of the moment before. Resolves to
     * {width, height, picture, encoded, company}; picture and encoded are promises (ImageBitmap, ArrayBuffer), and
     * company what company/stand_ins.js returns.
     */
    async takePicture(key) {
      const taken = takeFrameOr(video, spareFrame);
      const others = company().take(key);
      flash();
      const frame = await taken;
      const size = sizeOf(frame);
      const { picture, bytes } = darkroom.develop(frame, { key, fit: album.fit, isKept: true });
      picture.then((each) => album.add(key, each)).catch(() => {});
      return { ...size, picture, encoded: bytes, company: developStandIns(others, { darkroom, album }) };
    },
    /** Fly a picture to its slot as soon as it is there. */
    land: async (picture, index) => flyTo(await picture, tray.slot(index)),
    say: message.show,
    clearMessage: message.clear,
  };
}
