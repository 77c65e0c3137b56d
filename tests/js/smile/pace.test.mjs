import assert from "node:assert/strict";
import { test } from "node:test";
import { createPace } from "../../../static/src/booth/smile/pace.js";
import { smileOfAll } from "../../../static/src/booth/smile/rule.js";
import { wordsForGuests, wordsForStaff } from "../../../static/src/booth/smile/finder_words.js";

/** Look as often as the pace allows for some time; return how many looks there were. */
function looks({ pace, from, ms, isSomeoneThere, costs = 0 }) {
  let count = 0;
  for (let now = from; now < from + ms; ) {
    now += pace.wait(now) + costs;
    pace.looked(now, { isSomeoneThere });
    count += 1;
    now += 0.01;
  }
  return count;
}

test("twenty looks a second while somebody is there", () => {
  const pace = createPace(0);
  const count = looks({ pace, from: 0, ms: 3000, isSomeoneThere: true });
  assert.ok(count >= 59 && count <= 61, count);
});

test("a camera of thirty frames a second does not make it fifteen", () => {
  const pace = createPace(0);
  let count = 0;
  for (let frame = 0; frame < 300; frame += 1) {
    const now = frame * 33.33;
    if (pace.wait(now) > 1) continue;
    pace.looked(now, { isSomeoneThere: true });
    count += 1;
  }
  assert.ok(count >= 195, count);
});

test("two a second once nobody has been there for a while, and all of them when somebody comes", () => {
  const pace = createPace(0);
  looks({ pace, from: 0, ms: 6000, isSomeoneThere: false });
  const idle = looks({ pace, from: 6000, ms: 10_000, isSomeoneThere: false });
  assert.ok(idle >= 19 && idle <= 21, idle);
  assert.ok(looks({ pace, from: 16_000, ms: 2000, isSomeoneThere: true }) >= 28);
});

test("a slow machine looks as fast as it can", () => {
  const pace = createPace(0);
  const count = looks({ pace, from: 0, ms: 3000, isSomeoneThere: true, costs: 100 });
  assert.ok(count >= 28, count);
});

test("one smile is enough, or everyone must smile, and nobody is no smile", () => {
  const faces = [{ smile: 0.9 }, { smile: 0.2 }];
  assert.equal(smileOfAll(faces, "any"), 0.9);
  assert.equal(smileOfAll(faces, "all"), 0.2);
  assert.equal(smileOfAll([], "all"), null);
});

const told = (finding, { smilePolicy = "prefer", smileRule = "any", service } = {}) =>
  wordsForGuests(finding, { event: { smilePolicy, smileRule }, service });

test("who checks the photos is said in either mode, if smiles are asked for or it is not the booth", () => {
  const service = "Amazon Rekognition";
  const check = "Photos that are taken are checked for a smile by Amazon Rekognition.";
  assert.equal(told({ place: "off" }, { service }), check);
  assert.ok(told({ place: "device" }, { service }).endsWith(` ${check}`));
  assert.equal(told({ place: "off" }, { service, smilePolicy: "off" }), "");
  assert.equal(told({ place: "off" }), "");
  assert.doesNotMatch(told({ place: "device" }, { smilePolicy: "require" }), /The booth itself/);
  assert.match(told({ place: "off" }, { smilePolicy: "require" }), /^The booth itself looks for a smile/);
});

test("where everyone has to smile, that is said", () => {
  assert.match(told({ place: "device" }, { smileRule: "all" }), /^Everyone smiles, and it starts\./);
  assert.equal(told({ place: "off" }, { smileRule: "all" }), "");
});

test("the page only says that no picture is sent when none is", () => {
  assert.match(told({ place: "device" }), /on this device\. No picture is sent/);
  assert.match(told({ place: "loading", part: 0.404 }), /loading 40 %/);
  assert.doesNotMatch(told({ place: "server" }), /No picture is sent|this device/);
  assert.match(wordsForStaff({ place: "server", reason: "No WebAssembly." }), /two a second\. No WebAssembly\./);
});
