/** A phone number as it is typed: grouped, and said back in words. The server has the last word. */
import {
  AsYouType,
  getCountryCallingCode,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from "libphonenumber-js/mobile";

const IN_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const WITH_ARTICLE = new Set(["US", "GB", "NL", "PH", "AE", "CZ", "DO", "GM", "BS", "MV", "CD", "CG", "CF"]);
/** Before this many digits nobody wants to hear that a number is short. */
const QUIET_DIGITS = 5;

/** Undo what pasting does: full-width forms, invisible marks, `tel:`, 00 for +. */
export function tidy(text) {
  return text
    .normalize("NFKC")
    .replace(/[^\d+() .\-]/g, "")
    .trimStart()
    .replace(/^00\s*/, "+");
}

/** The text with the country's own spaces. */
export function grouped(text, region) {
  return new AsYouType(region).input(tidy(text));
}

/** What stands before a number typed without +: "+233"; empty when it has its own. */
export function callingCode(text, region) {
  if (tidy(text).startsWith("+")) return "";
  try {
    return `+${getCountryCallingCode(region)}`;
  } catch {
    return "";
  }
}

/** {isPlausible, number, hint}: whether to let it be sent, what to send, what to say. */
export function readPhone(text, region) {
  const typed = tidy(text);
  const digits = typed.replace(/\D/g, "").length;
  const fault = digits ? validatePhoneNumberLength(typed, region) : "TOO_SHORT";
  const parsed = digits ? parsePhoneNumberFromString(typed, region) : undefined;
  const isPlausible = !fault && parsed !== undefined;
  return { isPlausible, number: parsed?.number ?? typed, hint: hintOf({ typed, digits, fault, parsed, region }) };
}

function hintOf({ typed, digits, fault, parsed, region }) {
  if (digits < QUIET_DIGITS) return "";
  if (fault === "TOO_LONG") return "That number looks too long.";
  if (fault === "INVALID_COUNTRY") return "No country has that code.";
  if (fault) return `That number looks ${missing(typed, region)} short.`;
  if (!parsed?.isValid()) return "Please check it once more.";
  return parsed.country ? `Looks right: a mobile number in ${countryName(parsed.country)}` : "Looks right";
}

function missing(typed, region) {
  for (let more = 1; more < IN_WORDS.length; more += 1) {
    if (!validatePhoneNumberLength(typed + "0".repeat(more), region)) {
      return `${IN_WORDS[more]} digit${more === 1 ? "" : "s"}`;
    }
  }
  return "some digits";
}

/** [{code, label: "+49 Germany"}], by name. */
export function countryOptions(regions) {
  return regions
    .filter((code) => callingCode("", code))
    .map((code) => ({ code, name: plainName(code), calling: callingCode("", code) }))
    .sort((one, other) => one.name.localeCompare(other.name))
    .map(({ code, name, calling }) => ({ code, label: `${calling} ${name}` }));
}

const names = new Intl.DisplayNames(["en"], { type: "region" }); // one for all: each takes its time to make
const plainName = (region) => names.of(region) ?? region;

function countryName(region) {
  const name = plainName(region);
  return WITH_ARTICLE.has(region) ? `the ${name}` : name;
}
