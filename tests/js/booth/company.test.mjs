import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createGuests } from "../../../static/src/booth/company/guests.js";
import { cellsFor, placesOn } from "../../../static/src/booth/company/places.js";
import { watchForStill } from "../../../static/src/booth/company/stills.js";
import { createEmitter } from "../../../static/src/booth/emitter.js";
import { companyOf, newSitting, place, withCompany } from "../../../static/src/booth/sitting/sitting.js";
import { coverBox } from "../../../static/src/booth/strip/fit.js";

const cases = JSON.parse(readFileSync(new URL("../../gallery/company_cases.json", import.meta.url)));
const cellOf = ([x, y, width, height]) => ({ x, y, width, height });
/** A slot as the server gives it to the page (gallery.company.layout_for_page). */
const slotOf = (width, height) => ({
  width,
  height,
  lift: 0.4,
  cells: [1, 2, 3, 4].map((count) =>
    cases.find((each) => each.width === width && each.height === height && each.count === count)?.cells.map(cellOf)),
});

for (const { width, height, count, cells } of cases) {
  test(`${count} in a place of ${width} x ${height} stand where the print has them`, () => {
    assert.deepEqual(cellsFor(slotOf(width, height), count), cells.map(cellOf));
  });
}

test("a fifth finds no place, and changes nobody's", () => {
  const slot = slotOf(528, 372);
  assert.equal(cellsFor(slot, 5).length, 4);
});

test("the stage shows the paper's shape as large as it can, with the same parts", () => {
  const slot = slotOf(528, 372);
  const wide = placesOn({ width: 1056, height: 744 }, slot, 2);
  assert.deepEqual(wide.cells[1], { x: 638, y: 0, width: 418, height: 744 });
  const tall = placesOn({ width: 528, height: 1000 }, slot, 2);
  assert.deepEqual(tall.paper, { width: 528, height: 372, x: 0, y: 314 });
  assert.equal(tall.cells[0].y, 314);
});

test("of what is too high more is cut off at the foot, where faces are not", () => {
  assert.deepEqual(coverBox(900, 1600, { width: 300, height: 300 }, 0.4), { x: 0, y: 280, width: 900, height: 900 });
});

test("a sitting remembers who from afar is in which photo", () => {
  const sitting = place(newSitting({ id: "i", frameCount: 2, layout: "l", filter: "f", now: 1 }), "a", 2);
  const shared = withCompany(sitting, "a", ["x", "y"]);
  assert.deepEqual(companyOf(shared, "a"), ["x", "y"]);
  assert.deepEqual(companyOf(place(shared, "b", 3), "b"), []);
  assert.equal(withCompany(sitting, "a", []), sitting);
  assert.deepEqual(companyOf({ slots: ["a"] }, "a"), []); // stored by an older page
});

test("a picture that stands still is noticed within a second, and so is that it moves", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  let now = 0;
  const video = { videoWidth: 640, currentTime: 0 };
  const heard = [];
  const watch = watchForStill(() => video, (moves) => heard.push([moves, now]), { now: () => now });
  const pass = (ms, moves) => {
    for (let spent = 0; spent < ms; spent += 200) {
      now += 200;
      if (moves) video.currentTime += 0.2;
      t.mock.timers.tick(200);
    }
  };
  pass(1000, true);
  pass(1400, false);
  pass(400, true);
  watch.stop();
  assert.deepEqual(heard.map(([moves]) => moves), [true, false, true]);
  assert.ok(heard[1][1] - 1000 <= 1000, `closed up after ${heard[1][1] - 1000} ms`);
});

function world() {
  const room = Object.assign(createEmitter(), { watch: (id, holder) => ({ id, element: holder.video, stop() {} }) });
  const holders = [];
  const seen = [];
  const unknown = [];
  const makeHolder = () => {
    const holder = { video: { videoWidth: 640, currentTime: 0 }, remove: () => {} };
    holders.push(holder);
    return holder;
  };
  const guests = createGuests({
    room, makeHolder,
    onChange: (present) => seen.push(present.map(({ name }) => name)),
    onUnknown: () => unknown.push(1),
  });
  return { room, guests, holders, seen, unknown };
}

test("guests are seen in the order of their seats, once they are let in and move", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { room, guests, holders, seen, unknown } = world();
  const tick = (...moving) => {
    for (const each of moving) holders[each].video.currentTime += 0.2;
    t.mock.timers.tick(200);
  };
  room.emit("stream", { id: "s1", kind: "guest", member: "p1" });
  room.emit("stream", { id: "s2", kind: "guest", member: "p2" });
  room.emit("stream", { id: "s3", kind: "staff", member: "p3" });
  assert.equal(holders.length, 2);
  assert.equal(unknown.length, 2);
  tick(0, 1);
  assert.deepEqual(seen, []); // nobody has let them in
  guests.seat([{ id: "p2", name: "Ben", seat: 2 }, { id: "p1", name: "Ana", seat: 1 }]);
  assert.deepEqual(seen.at(-1), ["Ana", "Ben"]);
  guests.seat([{ id: "p2", name: "Ben", seat: 2 }]);
  assert.deepEqual(seen.at(-1), ["Ben"]); // put out, whatever her page does
  room.emit("gone", "s2");
  assert.deepEqual(seen.at(-1), []);
});
