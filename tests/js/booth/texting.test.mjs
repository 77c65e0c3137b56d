import assert from "node:assert/strict";
import { test } from "node:test";
import { messageEntry } from "../../../static/src/booth/outbox/entries.js";
import { readEmail } from "../../../static/src/booth/texting/email.js";
import { withoutLastDigit } from "../../../static/src/booth/texting/keypad.js";
import { callingCode, countryOptions, grouped, readPhone, tidy } from "../../../static/src/booth/texting/phone.js";
import { createTerms } from "../../../static/src/booth/texting/terms.js";
import { canTryAgain, wordsForStatus } from "../../../static/src/booth/texting/words.js";

test("a number is grouped as its country does", () => {
  assert.equal(grouped("2125552368", "US"), "(212) 555-2368");
  assert.equal(grouped("+233241234567", "US"), "+233 24 123 4567");
});

test("pasting is forgiven", () => {
  assert.equal(tidy("tel:+1 212-555-2368"), "+1 212-555-2368");
  assert.equal(tidy("00233 24 123 4567"), "+233 24 123 4567");
  assert.equal(tidy("\u202d０２４\u202c"), "024");
});

test("the country's code is shown while the number has none", () => {
  assert.equal(callingCode("24", "GH"), "+233");
  assert.equal(callingCode("+4479", "GH"), "");
  assert.equal(callingCode("24", "??"), "");
});

test("a right number is said back with its country", () => {
  assert.deepEqual(readPhone("024 123 4567", "GH"), {
    isPlausible: true,
    number: "+233241234567",
    hint: "Looks right: a mobile number in Ghana",
  });
  assert.equal(readPhone("2125552368", "US").hint, "Looks right: a mobile number in the United States");
});

test("a short number says how short, and is not sent", () => {
  const { isPlausible, hint } = readPhone("21255523", "US");
  assert.equal(isPlausible, false);
  assert.equal(hint, "That number looks two digits short.");
  assert.match(readPhone("2125552368999999999", "US").hint, /too long/);
  assert.match(readPhone("+9991234567", "US").hint, /No country/);
});

test("nobody is told off while typing the first digits", () => {
  assert.equal(readPhone("212", "US").hint, "");
  assert.equal(readPhone("", "US").isPlausible, false);
});

test("erasing takes a digit, with the signs that grouping put after it", () => {
  assert.equal(withoutLastDigit("(212) 555-2"), "(212) 555-");
  assert.equal(withoutLastDigit("(212) "), "(21");
  assert.equal(withoutLastDigit("+"), "");
  assert.equal(withoutLastDigit(""), "");
});

test("every status of a text has words without a shout", () => {
  const statuses = ["offline", "held", "queued", "sending", "submitted", "delivered", "undeliverable",
    "failed", "unknown", "cancelled", "switchedOff"];
  for (const status of statuses) {
    for (const kind of ["phone", "email"]) {
      const { title, text } = wordsForStatus(status, kind);
      assert.doesNotMatch(title + text, /!/);
    }
  }
  assert.equal(wordsForStatus("submitted").title, "On its way");
  assert.equal(wordsForStatus("delivered").title, "Delivered");
  assert.match(wordsForStatus("failed", "email").text, /address/);
});

test("only what another number mends is offered once more", () => {
  assert.deepEqual(["failed", "undeliverable", "unknown", "delivered"].map(canTryAgain), [true, true, false, false]);
});

test("an e-mail address is read as it is typed", () => {
  assert.deepEqual(readEmail(" ana@party.org "), {
    isPlausible: true, hint: "Looks right", recipient: { email: "ana@party.org" },
  });
  assert.equal(readEmail("ana").hint, "");
  assert.match(readEmail("ana party.org").hint, /no spaces/);
  assert.match(readEmail("anaparty.org").hint, /@ is missing/);
  assert.match(readEmail("ana@party").hint, /unfinished/);
});

test("countries are offered by name, with their code", () => {
  assert.deepEqual(countryOptions(["GB", "GH", "??"]), [
    { code: "GH", label: "+233 Ghana" },
    { code: "GB", label: "+44 United Kingdom" },
  ]);
});

test("news are asked for only by who ticked the box", () => {
  const order = { key: "k", url: "/", token: "t", recipient: { email: "a@b.c" }, consentText: "Yes" };
  assert.equal("wants_news" in messageEntry(order).body, false);
  const { body } = messageEntry({ ...order, wantsNews: true, device: "d" });
  assert.deepEqual([body.wants_news, body.device, body.email, "phone" in body], [true, "d", "a@b.c", false]);
});

test("what guests may ask for is known off line as well", async () => {
  let kept = "";
  const storage = { read: () => kept, write: (text) => (kept = text) };
  const event = { slug: "demo", phoneRegion: "GH", consentText: "Send me one." };
  const told = { can_text: true, consent: { wording: "Send me one text." }, countries: ["GH"] };
  const answers = [{ status: 200, body: told }, { status: 0, body: null }];
  const options = { url: "/", event, storage, transmit: async () => answers.shift() };
  const first = createTerms(options);
  assert.equal(first.current().consent.wording, "Send me one.");
  await first.refresh();
  await first.refresh();
  assert.deepEqual(first.current(), told);
  assert.deepEqual(createTerms(options).current(), told);
});
