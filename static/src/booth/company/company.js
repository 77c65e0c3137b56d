/**
 * Guests from afar, for the booth's page: on the stage, told what happens, and in every snap.
 *
 * Each takes a frame of their own when we say "snap"; what we see of them stands in for it.
 */
import { newKey } from "../ids.js";
import { createGuests } from "./guests.js";
import { createStagePlaces } from "./stage_places.js";

/** Enough for the largest place that a guest has on a strip. */
const QUALITY = { preferredResolution: { width: 640, height: 480 }, preferredFrameRate: 30 };
/** A picture that does not come by then stays away: the strip waits for nobody. */
const GRAB_MS = 1500;

export function createCompany({ room, event, layouts, look, stage, video, onUnknown = () => {} }) {
  const layout = () => layouts.find(({ slug }) => slug === event.layout) ?? layouts[0];
  const slotOf = () => ({ slot: layout().slots[0], background: layout().background });
  const places = createStagePlaces({ stage, video, slotOf, look });
  const guests = createGuests({
    room, makeHolder: places.makeHolder, onChange: places.show, onUnknown, quality: QUALITY,
  });
  let told = null;
  let doneWith = null;

  const say = (kind, data) => room.signal(kind, JSON.stringify(data));

  return {
    seat: guests.seat,
    present: guests.present,
    /** The number that is on the stage; null: none. */
    count(left) {
      if (left === told) return;
      told = left;
      if (guests.present().length) say("countdown", { left });
    },
    /**
     * Have everybody take their frame for the snap `key`; returns [{person, key, grabbed}] at once, `grabbed` a
     * promise of a Blob, or of null.
     */
    take(key) {
      told = null;
      const present = guests.present();
      if (!present.length) return [];
      say("snap", { key, people: present.map(({ person }) => person) });
      return present.map(({ person, watch }) => ({ person, key: newKey(), grabbed: inTime(watch.grab()) }));
    },
    /** The sitting's strip is ordered; `token` is that of its link. */
    done({ stripKey, token }) {
      if (doneWith === stripKey) return;
      doneWith = stripKey;
      if (guests.present().length) say("done", { token });
    },
    place: places.place,
  };
}

function inTime(promise) {
  const late = new Promise((resolve) => setTimeout(resolve, GRAB_MS, null));
  return Promise.race([promise.catch(() => null), late]);
}
