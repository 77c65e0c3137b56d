/** Where a picture goes: a mobile number in one of the event's countries, or an e-mail address. */
import { byId } from "../ui/dom.js";
import { createRadioGroup } from "../ui/radio.js";
import { readEmail } from "./email.js";
import { callingCode, countryOptions, grouped, readPhone } from "./phone.js";

/** `onChange()`: what was typed, or how it is to go, has changed. */
export function createRecipient({ onChange }) {
  const input = byId("phone");
  const how = byId("sms-how");
  const country = byId("phone-country");
  const isTouch = matchMedia("(pointer: coarse)").matches;
  let kind = "phone";
  let region = "";
  const group = createRadioGroup(how, (button) => {
    use(button.dataset.how);
    forget();
    input.focus();
  });

  function use(next) {
    kind = next;
    const isPhone = kind === "phone";
    group.check(how.querySelector(`[data-how=${kind}]`));
    input.type = isPhone ? "tel" : "email";
    input.placeholder = isPhone ? "Your number" : "Your e-mail address";
    input.maxLength = isPhone ? 32 : 254;
    input.inputMode = isPhone ? (isTouch ? "none" : "tel") : "email";
    byId("phone-label").textContent = isPhone ? "Your mobile number" : "Your e-mail address";
    byId("keypad").hidden = !isPhone;
    byId("sms-dialog").dataset.how = kind;
    country.hidden = !isPhone || country.options.length < 2;
    byId("phone-code").hidden = !isPhone;
  }

  function forget() {
    input.value = "";
    delete input.dataset.length;
    onChange();
  }

  /** Group the digits, unless somebody edits in the middle or erases. */
  function regroup() {
    const isAtEnd = input.selectionStart === input.value.length;
    const isErasing = input.value.length < (input.dataset.length ?? 0);
    if (isAtEnd && !isErasing) input.value = grouped(input.value, region);
    input.dataset.length = input.value.length;
    byId("phone-code").textContent = callingCode(input.value, region);
  }

  input.addEventListener("input", onChange);
  country.addEventListener("change", () => {
    region = country.value;
    onChange();
    input.focus();
  });

  return {
    /** Offer what the event offers. */
    show({ can_text: canText, can_email: canEmail, region: usual, countries }) {
      region = usual;
      const options = countryOptions(countries.length ? countries : [usual]);
      country.replaceChildren(...options.map(({ code, label }) => new Option(label, code)));
      country.value = region;
      how.hidden = !(canText && canEmail);
      use(canText ? "phone" : "email");
    },
    /** {isPlausible, hint, recipient: {phone} or {email}} */
    read() {
      if (kind === "email") return readEmail(input.value);
      regroup();
      const { isPlausible, hint, number } = readPhone(input.value, region);
      return { isPlausible, hint, recipient: { phone: number } };
    },
    kind: () => kind,
    forget,
    focus: () => input.focus(),
    mark: (isWrong) => input.setAttribute("aria-invalid", String(isWrong)),
  };
}
