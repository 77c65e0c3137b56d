import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutLastDigit } from "../../../static/src/booth/texting/keypad.js";
import { callingCode, grouped, readPhone, tidy } from "../../../static/src/booth/texting/phone.js";
import { wordsForStatus } from "../../../static/src/booth/texting/words.js";

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
  for (const status of ["offline", "held", "queued", "sending", "submitted", "failed", "unknown", "cancelled"]) {
    assert.doesNotMatch(wordsForStatus(status).title + wordsForStatus(status).text, /!/);
  }
  assert.equal(wordsForStatus("submitted").title, "Sent");
});
