/** The drain with a real shelf, which without IndexedDB keeps everything in memory. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmitter } from "../../../static/src/booth/emitter.js";
import { createDrain } from "../../../static/src/booth/outbox/drain.js";
import { lookEntry, messageEntry, shareEntry, snapEntry, stripEntry } from "../../../static/src/booth/outbox/entries.js";
import { createShelf } from "../../../static/src/booth/outbox/shelf.js";

const photo = (key) => ({ key, kind: "snap", bytes: new ArrayBuffer(8), savedAt: 1 });
const accepted = (body) => ({ status: 201, body, retryAfter: 0 });

/** A server that has its say by `answer(request)`, undefined for "taken"; keeps what it was sent. */
function booth(answer = () => undefined) {
  const shelf = createShelf();
  const emitter = createEmitter();
  const sent = [];
  const events = [];
  for (const name of ["sent", "dropped"]) emitter.on(name, (entry) => events.push(`${name} ${entry.id}`));
  async function transmit(request) {
    const body = request.body instanceof FormData ? Object.fromEntries(request.body) : request.body;
    sent.push({ ...request, body });
    const key = body.idempotency_key ?? request.url.match(/strips\/(.+)\/$/)?.[1];
    return (await answer({ ...request, body })) ?? accepted({ idempotency_key: key, token: body.token });
  }
  const drain = createDrain({ shelf, transmit, emitter, onChange: () => {} });
  return { shelf, drain, sent, events };
}

async function until(condition) {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.fail("it never came true");
}

const isEmpty = (shelf) => async () => (await shelf.entries()).length === 0;

test("a whole sitting goes out, photos first, bytes and all", async () => {
  const { shelf, drain, sent } = booth();
  await shelf.keep({
    entries: [
      messageEntry({ key: "m", url: "/messages/", token: "t", phone: "1" }, 1),
      shareEntry({ token: "t", url: "/shares/", stripKey: "s" }, 2),
      stripEntry({ key: "s", url: "/strips/", snapKeys: ["a"] }, 3),
      snapEntry({ key: "a", url: "/snaps/", takenAt: "now", boothSession: "b" }, 4),
    ],
    photos: [photo("a")],
  });
  drain.wake();
  await until(isEmpty(shelf));
  assert.deepEqual(sent.map((each) => each.url), ["/snaps/", "/strips/", "/shares/", "/messages/"]);
  assert.equal(sent[0].body.image.size, 8);
});

test("without a network nothing leaves, and all of it goes when it is back", async () => {
  let isUp = false;
  const { shelf, drain, sent } = booth(() => (isUp ? undefined : { status: 0, body: null, retryAfter: 0 }));
  const entries = ["a", "b"].map((key, at) => snapEntry({ key, url: "/snaps/" }, at));
  await shelf.keep({ entries, photos: [photo("a"), photo("b")] });
  drain.wake();
  await until(() => drain.state().isHeld);
  assert.equal((await shelf.entries()).length, 2);
  assert.equal(sent.length, 1, "one try speaks for all");
  isUp = true;
  drain.release();
  await until(isEmpty(shelf));
  assert.equal(drain.state().isHeld, false);
});

test("a refused photo stays with its reason while others pass", async () => {
  const refusal = { status: 415, body: { code: "bad", detail: "This is no photo." }, retryAfter: 0 };
  const { shelf, drain } = booth(({ body }) => (body.idempotency_key === "bad" ? refusal : undefined));
  const entries = ["bad", "good"].map((key, at) => snapEntry({ key, url: "/snaps/" }, at));
  await shelf.keep({ entries, photos: [photo("bad"), photo("good")] });
  drain.wake();
  await until(async () => (await shelf.entries()).length === 1);
  const [parked] = await shelf.entries();
  assert.equal(parked.problem.detail, "This is no photo.");
  assert.ok(await shelf.photo("bad"));
});

test("a look changed while the last change is on its way is sent as well", async () => {
  let arrived = () => {};
  const { shelf, drain, sent } = booth(() => new Promise((resolve) => (arrived = resolve)));
  const look = (filter) => lookEntry({ stripKey: "s", url: "/strips/", look: { filter } }, 1);
  await shelf.keep({ entries: [look("grey")] });
  drain.wake();
  await until(() => sent.length === 1);
  await shelf.keep({ entries: [look("sepia")] });
  arrived();
  await until(() => sent.length === 2);
  arrived();
  await until(isEmpty(shelf));
  assert.deepEqual(sent.map((each) => each.body.filter), ["grey", "sepia"]);
});

test("a number that no text can reach is forgotten", async () => {
  const refusal = { status: 400, body: { code: "invalid_phone", detail: "Too short." }, retryAfter: 0 };
  const { shelf, drain, events } = booth(({ url }) => (url === "/messages/" ? refusal : undefined));
  await shelf.keep({ entries: [messageEntry({ key: "m", url: "/messages/", token: "t", phone: "12" }, 1)] });
  drain.wake();
  await until(isEmpty(shelf));
  assert.deepEqual(events, ["dropped message:m"]);
});

test("a link to a photo that was ruled out takes its text with it", async () => {
  const refusal = { status: 409, body: { code: "not_shareable", detail: "No." }, retryAfter: 0 };
  const { shelf, drain, events, sent } = booth(({ url }) => (url === "/shares/" ? refusal : undefined));
  const share = shareEntry({ token: "t", url: "/shares/", snapKey: "gone" }, 1);
  await shelf.keep({ entries: [share, messageEntry({ key: "m", url: "/messages/", token: "t", phone: "1" }, 2)] });
  drain.wake();
  await until(isEmpty(shelf));
  assert.deepEqual(events, ["dropped share:t", "dropped message:m"]);
  assert.equal(sent.length, 1);
});

test("a photo whose bytes are gone is a matter for staff, not an endless loop", async () => {
  const { shelf, drain, sent } = booth();
  await shelf.keep({ entries: [snapEntry({ key: "a", url: "/snaps/" }, 1)] });
  drain.wake();
  await until(async () => (await shelf.entries())[0]?.problem);
  assert.equal((await shelf.entries())[0].problem.code, "bytes_missing");
  assert.equal(sent.length, 0);
});

test("what another tab has sent is no longer a worry here", async () => {
  const { shelf, drain } = booth(() => ({ status: 403, body: { code: "no", detail: "No." }, retryAfter: 0 }));
  const entry = snapEntry({ key: "a", url: "/snaps/" }, 1);
  await shelf.keep({ entries: [entry], photos: [photo("a")] });
  drain.wake();
  await until(() => drain.state().needsSignIn);
  await shelf.settle(entry, null);
  drain.wake();
  await until(() => !drain.state().needsSignIn && !drain.state().isHeld);
});
