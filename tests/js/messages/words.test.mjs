import assert from "node:assert/strict";
import { test } from "node:test";
import { historyLines } from "../../../static/src/messages/actions.js";
import { emptyWords, moreOf, recipientOf, toneOf, whatOf } from "../../../static/src/messages/words.js";

test("what was typed is a number, an address or nothing", () => {
  assert.deepEqual(recipientOf(" 202 555 "), { phone: "202 555" });
  assert.deepEqual(recipientOf("ana@party.org"), { email: "ana@party.org" });
  assert.equal(recipientOf("  "), null);
});

test("what it is", () => {
  assert.equal(whatOf({ channel: "sms", kind: "photo", photo: "strip" }), "Text with a strip");
  assert.equal(whatOf({ channel: "email", kind: "photo", photo: "snap" }), "E-mail with a photo");
  assert.equal(whatOf({ channel: "sms", kind: "help", photo: "" }), "Text, answer to HELP");
  assert.equal(whatOf({ channel: "sms", kind: "photo", photo: "" }), "Text");
});

test("tries and costs are named only where there are some", () => {
  const message = { created_at: "t", attempts: 1, cost: null, currency: "EUR", replaces: null, replaced_by: null };
  assert.equal(moreOf(message, () => "18:04"), "18:04");
  assert.equal(
    moreOf({ ...message, attempts: 3, cost: "0.0800", replaced_by: "x" }, () => "18:04"),
    "18:04 · tried 3 times · 0.08 EUR · sent again since",
  );
});

test("doubt and failure alarm, and a state to come does not", () => {
  assert.deepEqual(["failed", "unknown", "delivered", "new"].map((group) => toneOf({ group })), [
    "alert", "alert", "ok", "off",
  ]);
});

test("an empty list says why", () => {
  assert.equal(emptyWords("all", false)[0], "No texts yet");
  assert.equal(emptyWords("failed", false)[0], "Nothing here");
  assert.equal(emptyWords("all", true)[0], "Nothing to this number");
});

test("a history begins with the consent", () => {
  const lines = historyLines({
    consent: { given_at: "2026-11-21T18:00:00Z", wording: "Send me one.", allows_news: true },
    history: [{ at: "2026-11-21T18:00:01Z", to_status: "failed", cause: "No such number", actor: "" }],
  });
  assert.equal(lines.length, 2);
  assert.match(lines[0], /The guest agreed: “Send me one\.” and to news/);
  assert.match(lines[1], /failed · No such number$/);
});
