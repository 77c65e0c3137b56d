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
  submitted: { title: "Sent", text: "Have a look at your phone." },
  failed: { title: "That did not work", text: "The text could not be delivered. Please check the number, or scan the QR code." },
  unknown: { title: "It may have arrived", text: "Have a look at your phone. If there is nothing, scan the QR code." },
  cancelled: { title: "That did not work", text: "This photo can't be shared. Please take another one." },
};

export function wordsForStatus(status) {
  return WORDS[status] ?? ON_ITS_WAY;
}
