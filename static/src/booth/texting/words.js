/** What became of a text, said to the guest: {title, text, isFinal}. */

const ON_ITS_WAY = { title: "On its way", text: "Your phone will tell you in a moment." };

const WORDS = {
  offline: {
    title: "It goes out by itself",
    text: "The network is away. We send your text as soon as it is back.",
  },
  held: { title: "On its way", text: "It goes out as soon as the photo is approved." },
  queued: ON_ITS_WAY,
  sending: ON_ITS_WAY,
  submitted: { title: "On its way", text: "It has left the booth. Have a look at your phone." },
  delivered: { title: "Delivered", text: "It is on your phone." },
  undeliverable: { title: "It did not arrive", text: "The phone could not be reached. Please check the number, or scan the QR code." },
  switchedOff: { title: "No texts at the moment", text: "Please scan the QR code: it opens your photo on your phone." },
  failed: { title: "That did not work", text: "The text could not be delivered. Please check the number, or scan the QR code." },
  unknown: { title: "It may have arrived", text: "Have a look at your phone. If there is nothing, scan the QR code." },
  cancelled: { title: "That did not work", text: "This photo can't be shared. Please take another one." },
};

/** An e-mail is not on a phone, and has no number. */
const BY_EMAIL = {
  queued: { title: "On its way", text: "It will be in your mail in a moment." },
  sending: { title: "On its way", text: "It will be in your mail in a moment." },
  submitted: { title: "Sent", text: "Have a look at your mail, also among the spam." },
  delivered: { title: "Delivered", text: "It is in your mail." },
  failed: { title: "That did not work", text: "The mail could not be delivered. Please check the address, or scan the QR code." },
  undeliverable: { title: "It did not arrive", text: "The mail came back. Please check the address, or scan the QR code." },
  unknown: { title: "It may have arrived", text: "Have a look at your mail. If there is nothing, scan the QR code." },
  offline: { title: "It goes out by itself", text: "The network is away. We send your mail as soon as it is back." },
};

/** Whether the guest can mend it by another number or address. */
export const canTryAgain = (status) => status === "failed" || status === "undeliverable";

export function wordsForStatus(status, kind = "phone") {
  return (kind === "email" && BY_EMAIL[status]) || WORDS[status] || ON_ITS_WAY;
}
