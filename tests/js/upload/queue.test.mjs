import assert from "node:assert/strict";
import { test } from "node:test";
import { UploadQueue } from "../../../static/src/upload/queue.js";

/** A queue over answers given beforehand; it notes what it showed and how long it waited. */
function queueOver(...answers) {
  const notes = { states: [], waits: [], progress: [] };
  const queue = new UploadQueue({
    send: async (item, onProgress) => {
      onProgress(0.5);
      return answers.shift();
    },
    show: (item) => {
      notes.states.push(`${item.key} ${item.state}`);
      notes.progress.push(item.progress);
    },
    pause: async (ms) => notes.waits.push(ms),
  });
  return { queue, notes };
}

test("photos go one after the other", async () => {
  const { queue, notes } = queueOver({ status: 201 }, { status: 200 });
  await Promise.all([queue.add({ key: "a" }), queue.add({ key: "b" })]);
  const order = notes.states.filter((state) => /sending|done/.test(state));
  assert.deepEqual([...new Set(order)], ["a sending", "a done", "b sending", "b done"]);
  assert.equal(queue.done.length, 2);
  assert.ok(notes.progress.includes(0.5));
});

test("a photo is sent again until the network is back", async () => {
  const { queue, notes } = queueOver({ status: 0 }, { status: 0 }, { status: 503 }, { status: 201 });
  await queue.add({ key: "a" });
  assert.deepEqual(notes.waits, [1000, 2000, 4000]);
  assert.equal(queue.done.length, 1);
});

test("waits as long as the server asks", async () => {
  const { queue, notes } = queueOver({ status: 429, retryAfter: 40 }, { status: 201 });
  await queue.add({ key: "a" });
  assert.deepEqual(notes.waits, [40_000]);
});

test("one that is refused does not hold up the next", async () => {
  const { queue } = queueOver({ status: 415, detail: "No photo." }, { status: 201 });
  const [bad, good] = [{ key: "bad" }, { key: "good" }];
  await Promise.all([queue.add(bad), queue.add(good)]);
  assert.deepEqual([bad.state, bad.words, good.state], ["refused", "No photo.", "done"]);
  assert.equal(queue.unsettled.length, 0);
});

test("one that failed can be tried again", async () => {
  const { queue } = queueOver({ status: 507, detail: "Full." }, { status: 201 });
  const item = { key: "a" };
  await queue.add(item);
  assert.deepEqual([item.state, item.words], ["failed", "Full."]);
  await queue.again(item);
  assert.deepEqual([item.state, item.words], ["done", ""]);
});

test("a photo that waits for the network is not settled", async () => {
  let resume;
  const queue = new UploadQueue({
    send: async () => ({ status: 0 }),
    show: () => {},
    pause: () => new Promise((resolve) => (resume = resolve)),
  });
  const item = { key: "a" };
  queue.add(item);
  while (!resume) await new Promise(setImmediate);
  assert.equal(item.state, "later");
  assert.deepEqual(queue.unsettled, [item]);
});
