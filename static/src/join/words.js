/** What a guest from afar reads. Plain functions. */
import { wordsFor } from "../booth/camera/problems.js";

const PROBLEMS = {
  absent: { title: "No camera found", text: "Open this link on a phone or a computer that has a camera." },
  busy: {
    title: "Another app has the camera",
    text: "End the call or close the camera app that uses it, and we carry on by ourselves.",
  },
  refused: {
    title: "The camera is not allowed yet",
    text: "Press the sign beside the address, set Camera to Allow, and press Try again. Nothing is recorded.",
  },
  insecure: {
    title: "This address can't use a camera",
    text: "Browsers give the camera only to addresses that begin with https://. Ask for the link once more.",
  },
  paused: { title: "Your camera has stopped", text: "Come back to this page and it carries on by itself." },
};

export const problemWords = (problem) => PROBLEMS[problem] ?? wordsFor(problem);

const LINES = {
  joining: "Going to the booth…",
  lost: "The line is gone for a moment. We try again.",
  live: "",
  off: "",
};

export const lineWords = (state) => LINES[state] ?? "";

export function waitingWords(isOnline) {
  if (!isOnline) return "The booth is not on line just now. Keep this page open: staff let you in when it is back.";
  return "The people at the booth will let you in. Meanwhile: is your face in the picture, and the light in front of you?";
}

const ENDS = {
  left: { title: "Thank you for coming", text: "Your camera is off.", mayReturn: true },
  hidden: {
    title: "Your camera is off",
    text: "You were away from this page for a while, so we closed it. Come back whenever you like.",
    mayReturn: true,
  },
  removed: {
    title: "Your visit has ended",
    text: "The people at the booth go on without guests from afar, or with others. Your camera is off.",
    mayReturn: false,
  },
  ended: {
    title: "This invitation has ended",
    text: "Ask the people at the party for a new link. Your camera is off.",
    mayReturn: false,
  },
  full: {
    title: "The waiting room is full",
    text: "As many people as it is for have come by this link. Ask the people at the party for a new one.",
    mayReturn: false,
  },
};

/** {title, text, mayReturn} for how a visit ended; `strips` is how many strips the guest is on. */
export function endWords(why, strips = 0) {
  const words = ENDS[why] ?? ENDS.left;
  if (why !== "left" || strips === 0) return words;
  return { ...words, text: `You are on ${strips === 1 ? "a strip" : `${strips} strips`}. Your camera is off.` };
}

/** Where pictures of ours are still on their way. */
export function safeWords(waiting) {
  if (waiting === 0) return "";
  const what = waiting === 1 ? "One picture is" : `${waiting} pictures are`;
  return `${what} still on the way: keep this page open a moment.`;
}
