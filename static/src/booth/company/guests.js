/**
 * Guests from afar at this booth: those whom staff have let in and whose picture moves.
 *
 * `room` is the booth's video room (static/src/video/room.js). Calls `onChange(present)` whenever the people to be
 * seen are others; each is {person, name, seat, holder}, where `holder` is the element with their live picture.
 */
import { watchForStill } from "./stills.js";

export function createGuests({ room, makeHolder, onChange, onUnknown, quality }) {
  const streams = new Map();
  let seats = [];
  let shown = "[]";

  function add({ id, kind, member }) {
    if (kind !== "guest" || !member) return;
    const holder = makeHolder();
    const guest = { id, person: member, holder, watch: null, still: null, moves: false };
    streams.set(id, guest);
    const onMove = (moves) => {
      guest.moves = moves;
      tell();
    };
    guest.still = watchForStill(() => guest.watch?.element, onMove);
    guest.watch = room.watch(id, holder, { quality });
    if (!seats.some(({ id: seated }) => seated === member)) onUnknown();
  }

  function remove(id) {
    const guest = streams.get(id);
    if (!guest) return;
    streams.delete(id);
    guest.still.stop();
    guest.watch?.stop();
    guest.holder.remove();
    tell();
  }

  /** In the order of their seats, each person once: a page that was loaded again has two streams for a moment. */
  function present() {
    return seats.flatMap(({ id, name, seat }) => {
      const newest = [...streams.values()].filter(({ person, moves }) => person === id && moves).at(-1);
      return newest ? [{ person: id, name, seat, holder: newest.holder, watch: newest.watch }] : [];
    });
  }

  function tell() {
    const now = present();
    const names = JSON.stringify(now.map(({ person, name, watch }) => [person, name, watch?.id]));
    if (names === shown) return;
    shown = names;
    onChange(now);
  }

  room.on("stream", add);
  room.on("gone", remove);
  return {
    present,
    /** The server's list of who has a seat here: [{id, name, seat}]. */
    seat(list) {
      seats = [...list].sort((one, other) => one.seat - other.seat);
      tell();
    },
  };
}
