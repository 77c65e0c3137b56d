import { test } from "node:test";
import assert from "node:assert/strict";
import { createLaterDialog } from "../../../static/src/booth/texting/later.js";

const made = { createSmsDialog: (parts) => ({ parts }) };

test("the dialog is fetched and made once, however often it is asked for", async () => {
  let fetches = 0;
  const later = createLaterDialog("parts", async () => (fetches += 1) && made);
  const [one, other] = await Promise.all([later.load(), later.load()]);
  assert.deepEqual(one, { parts: "parts" });
  assert.equal(one, other);
  assert.equal(await later.load(), one);
  assert.equal(fetches, 1);
});

test("a dialog that could not be fetched is fetched when it is asked for again", async (context) => {
  context.mock.method(console, "warn", () => {});
  const answers = [Promise.reject(new Error("away")), Promise.resolve(made)];
  const later = createLaterDialog("parts", () => answers.shift());
  assert.equal(await later.load(), null);
  assert.deepEqual(await later.load(), { parts: "parts" });
});
