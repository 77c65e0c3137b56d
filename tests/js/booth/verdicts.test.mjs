import assert from "node:assert/strict";
import { test } from "node:test";
import { createDirector } from "../../../static/src/booth/sitting/director.js";
import { createEmitter } from "../../../static/src/booth/emitter.js";
import { createVerdicts } from "../../../static/src/booth/sitting/verdicts.js";

const refused = (key) => ({ idempotency_key: key, status: "refused", smile: { status: "not_smiling" } });

/** The parts round a director, of which nobody looks at more than what is said and hidden. */
function booth({ isAskedFor = true } = {}) {
  const [outbox, live, camera] = [createEmitter(), createEmitter(), createEmitter()];
  const [said, hidden] = [[], []];
  const nothing = () => {};
  const verdicts = createVerdicts({
    outbox: { ...outbox, isHeld: () => false }, live, url: "/snaps/", isAskedFor: () => isAskedFor,
  });
  const director = createDirector({
    event: { frameCount: 2, smileRule: "any", smilePolicy: "require" },
    camera: { ...camera, isLive: () => true },
    stage: { show: nothing, clearMessage: nothing, say: (text) => said.push(text) },
    keeper: { remember: nothing, orderStrip: nothing, hide: (key) => hidden.push(key) },
    verdicts,
    look: { filter: () => "none" },
  });
  director.listen();
  verdicts.start();
  return { director, live, outbox, verdicts, said, hidden };
}

const stored = (slots, more = {}) => ({ id: "s", slots, refusals: 0, filter: "none", stripKey: null, token: null, ...more });

test("a refusal that comes after a reload empties the photo's slot, and is said", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { director, live, said, hidden } = booth();
  await director.resume(stored(["a", null]));
  live.emit("snap", refused("a"));
  assert.deepEqual(director.sitting().slots, [null, null]);
  assert.deepEqual(said, ["Smiling is the ticket here. Try again?"]);
  assert.ok(hidden.includes("a"));
});

test("a strip with a refused photo is not to be seen any more either", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { director, live, hidden } = booth();
  await director.resume(stored(["a", "b"], { stripKey: "strip", token: "t" }));
  live.emit("snap", refused("b"));
  assert.deepEqual(hidden, ["b", "strip"]);
  assert.equal(director.phase(), "ready");
});

test("guests are not kept waiting where nobody asks for a smile, but hear of a refusal all the same", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { director, live, verdicts, said } = booth({ isAskedFor: false });
  await director.resume(stored(["a", null]));
  await verdicts.settled(["a"], 1e9);
  live.emit("snap", refused("a"));
  assert.equal(said.length, 1);
});
