/** "Text it to me": a number, a picture, consent. The number is forgotten as soon as it is sent. */
import { wireDialog } from "../ui/dialogs.js";
import { byId } from "../ui/dom.js";
import { wireKeypad } from "./keypad.js";
import { callingCode, grouped, readPhone } from "./phone.js";
import { createPicturePicker } from "./pictures.js";
import { wordsForStatus } from "./words.js";

/** Without a touch for this long the guest has gone, and the number with them. */
const IDLE_MS = 90_000;
/** The server usually says within this time that a number cannot be right. */
const ANSWER_MS = 4000;

export function createSmsDialog({ region, filters, courier, outbox }) {
  const dialog = byId("sms-dialog");
  const [phone, consent, sendButton] = ["phone", "consent", "send"].map(byId);
  const picker = createPicturePicker({ filters });
  let current = null;
  let idleTimer = null;
  let answerTimer = null;

  function forget() {
    phone.value = "";
    consent.checked = false;
    read();
  }

  function read() {
    const isAtEnd = phone.selectionStart === phone.value.length;
    const isErasing = phone.value.length < (phone.dataset.length ?? 0);
    if (isAtEnd && !isErasing) phone.value = grouped(phone.value, region);
    phone.dataset.length = phone.value.length;
    const { isPlausible, hint } = readPhone(phone.value, region);
    byId("phone-code").textContent = callingCode(phone.value, region);
    say(hint);
    sendButton.disabled = !isPlausible || !consent.checked;
  }

  function say(text, isError = false) {
    byId("phone-hint").textContent = text;
    phone.setAttribute("aria-invalid", String(isError));
  }

  function submit(event) {
    event.preventDefault();
    if (sendButton.disabled) return;
    sendButton.disabled = true;
    const { number } = readPhone(phone.value, region);
    const isOffline = outbox.isHeld();
    current = courier.send({ ...picker.chosen(), phone: number });
    sendButton.textContent = "Sending";
    if (isOffline) finish("offline");
    else answerTimer = setTimeout(() => finish("offline"), ANSWER_MS);
  }

  function finish(status) {
    clearTimeout(answerTimer);
    sendButton.textContent = "Send";
    const { title, text } = wordsForStatus(status);
    byId("sms-done-title").textContent = title;
    byId("sms-done-text").textContent = text;
    dialog.dataset.status = status;
    if (!byId("sms-done").hidden) return;
    byId("sms-done").hidden = false;
    byId("sms-form").hidden = byId("keypad").hidden = true;
    forget();
    byId("sms-done").querySelector("button").focus();
  }

  function refuse(detail) {
    clearTimeout(answerTimer);
    sendButton.textContent = "Send";
    if (byId("sms-form").hidden) showForm(); // it was told "by itself", and then could not
    say(detail, true);
    phone.focus();
  }

  function showForm() {
    delete dialog.dataset.status;
    byId("sms-done").hidden = true;
    byId("sms-form").hidden = byId("keypad").hidden = false;
  }

  function onNews(key, status, detail) {
    if (key !== current || !dialog.open) return;
    if (status === "refused") refuse(detail);
    else finish(status);
  }

  function keepOpen() {
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => dialog.close(), IDLE_MS);
  }

  wireDialog(dialog);
  wireKeypad(phone);
  phone.inputMode = matchMedia("(pointer: coarse)").matches ? "none" : "tel";
  phone.addEventListener("input", read);
  consent.addEventListener("change", read);
  byId("sms-form").addEventListener("submit", submit);
  courier.on("news", onNews);
  for (const kind of ["pointerdown", "keydown", "input"]) dialog.addEventListener(kind, keepOpen);
  dialog.addEventListener("close", () => {
    clearTimeout(idleTimer);
    clearTimeout(answerTimer);
    sendButton.textContent = "Send";
    forget();
  });

  return {
    open(pictures, first) {
      current = null;
      showForm();
      picker.show(pictures, first);
      forget();
      dialog.showModal();
      phone.focus();
      keepOpen();
    },
    isOpen: () => dialog.open,
  };
}
