/** "Send it to me": a number, a picture, consent. The number is forgotten as soon as it is sent. */
import { nextTask } from "../tasks.js";
import { wireDialog } from "../ui/dialogs.js";
import { byId } from "../ui/dom.js";
import { wireKeypad } from "./keypad.js";
import { createPicturePicker } from "./pictures.js";
import { createRecipient } from "./recipient.js";
import { canTryAgain, wordsForStatus } from "./words.js";

/** Without a touch for this long the guest has gone, and the number with them. */
const IDLE_MS = 90_000;
/** The server usually says within this time that a number cannot be right. */
const ANSWER_MS = 4000;

export function createSmsDialog({ terms, filters, courier, outbox }) {
  const dialog = byId("sms-dialog");
  const [consent, news, sendButton] = ["consent", "news", "send"].map(byId);
  const picker = createPicturePicker({ filters });
  const recipient = createRecipient({ onChange: read });
  let current = null;
  let idleTimer = null;
  let answerTimer = null;

  function forget() {
    consent.checked = news.checked = false;
    recipient.forget();
  }

  function read() {
    const { isPlausible, hint } = recipient.read();
    byId("consent-text").textContent = wording();
    say(hint);
    sendButton.disabled = !isPlausible || !consent.checked;
  }

  function wording() {
    const { consent: byText, email_consent: byMail } = terms.current();
    return (recipient.kind() === "email" ? byMail : byText).wording;
  }

  function say(text, isError = false) {
    byId("phone-hint").textContent = text;
    recipient.mark(isError);
  }

  function submit(event) {
    event.preventDefault();
    if (sendButton.disabled) return;
    sendButton.disabled = true;
    const isOffline = outbox.isHeld();
    const order = { recipient: recipient.read().recipient, consentText: wording(), wantsNews: news.checked };
    current = courier.send({ ...picker.chosen(), ...order });
    sendButton.textContent = "Sending";
    if (isOffline) finish("offline");
    else answerTimer = setTimeout(() => finish("offline"), ANSWER_MS);
  }

  function finish(status) {
    clearTimeout(answerTimer);
    sendButton.textContent = "Send";
    const { title, text } = wordsForStatus(status, recipient.kind());
    byId("sms-done-title").textContent = title;
    byId("sms-done-text").textContent = text;
    byId("sms-again").hidden = !canTryAgain(status);
    dialog.dataset.status = status;
    if (!byId("sms-done").hidden) return;
    byId("sms-done").hidden = false;
    byId("sms-form").hidden = byId("keypad").hidden = true;
    forget();
    byId("sms-done").querySelector("[data-close]").focus();
  }

  function refuse(detail) {
    clearTimeout(answerTimer);
    sendButton.textContent = "Send";
    if (byId("sms-form").hidden) showForm(); // it was told "by itself", and then could not
    say(detail, true);
    recipient.focus();
  }

  function showForm() {
    delete dialog.dataset.status;
    byId("sms-done").hidden = true;
    byId("sms-form").hidden = false;
    byId("keypad").hidden = recipient.kind() !== "phone";
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

  async function open(pictures, first) {
    if (dialog.open) return;
    const { can_text: canText, can_email: canEmail, news: newsWords } = terms.current();
    current = null;
    byId("news-line").hidden = !newsWords;
    byId("news-text").textContent = newsWords;
    recipient.show({ ...terms.current(), can_text: canText || !canEmail });
    showForm();
    picker.show(pictures, first);
    forget();
    await nextTask(); // to draw them and to lay the dialog out would make one long task
    if (dialog.open) return;
    dialog.showModal();
    if (canText || canEmail) recipient.focus();
    else finish("switchedOff");
    keepOpen();
  }

  wireDialog(dialog);
  wireKeypad(byId("phone"));
  consent.addEventListener("change", read);
  byId("sms-form").addEventListener("submit", submit);
  byId("sms-again").addEventListener("click", () => {
    current = null;
    showForm();
    recipient.focus();
  });
  courier.on("news", onNews);
  for (const kind of ["pointerdown", "keydown", "input"]) dialog.addEventListener(kind, keepOpen);
  dialog.addEventListener("close", () => {
    clearTimeout(idleTimer);
    clearTimeout(answerTimer);
    sendButton.textContent = "Send";
    forget();
  });

  return { open, isOpen: () => dialog.open };
}
