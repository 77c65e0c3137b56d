/** The dialog that corrects a number and sends again. */
import { recipientOf } from "./words.js";

const byId = (id) => document.getElementById(id);

/** `onSend(message, recipient)` resolves to a sentence when it was refused, or "" when it was taken. */
export function createResend({ onSend }) {
  const dialog = byId("resend-dialog");
  const input = byId("resend-to");
  let message = null;

  byId("resend").addEventListener("submit", async (event) => {
    event.preventDefault();
    const recipient = recipientOf(input.value);
    if (!recipient && !message.is_worth_a_retry) return fail("Please correct the number first.");
    const button = event.submitter;
    if (button) button.disabled = true;
    const refusal = await onSend(message, recipient ?? {});
    if (button) button.disabled = false;
    if (refusal) return fail(refusal);
    return dialog.close();
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => (input.value = "")); // a number stays nowhere

  function fail(text) {
    byId("resend-error").textContent = text;
    input.setAttribute("aria-invalid", "true");
    input.focus();
  }

  return {
    open(next) {
      message = next;
      byId("resend-why").textContent = next.failure;
      byId("resend-hint").textContent = next.is_worth_a_retry
        ? `Left empty, it goes to ${next.recipient_hint} again.`
        : "With or without the country's +.";
      byId("resend-error").textContent = "";
      input.removeAttribute("aria-invalid");
      dialog.showModal();
    },
  };
}
