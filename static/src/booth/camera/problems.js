/** What can be wrong with a camera, in words for the person in front of it. */

const WORDS = {
  asking: {
    title: "May we use the camera?",
    text: "Choose Allow in the browser's question, and you will see yourself here.",
  },
  refused: {
    title: "The camera is not allowed yet",
    text: "Press the camera or lock sign beside the address, set Camera to Allow, and we carry on by ourselves.",
  },
  absent: {
    title: "No camera found",
    text: "Plug one in and we carry on by ourselves.",
  },
  unplugged: {
    title: "The camera went away",
    text: "Plug it in and we carry on by ourselves.",
  },
  busy: {
    title: "Another program has the camera",
    text: "Close the video call or camera program that uses it, and we carry on by ourselves.",
  },
  paused: {
    title: "The camera has stopped sending pictures",
    text: "Open its shutter or lid, or switch it on again, and we carry on by ourselves.",
  },
  insecure: {
    title: "This address can't use a camera",
    text: "Browsers give the camera only to secure pages. Open the booth at an address that starts with https://, or on this computer at http://localhost.",
  },
  unknown: {
    title: "The camera did not start",
    text: "We keep trying. If it stays like this, plug it out and in again.",
  },
};

const BY_ERROR = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "absent",
  OverconstrainedError: "absent",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** The name of the problem behind what getUserMedia threw. */
export function problemOf(error) {
  return BY_ERROR[error?.name] ?? "unknown";
}

export function wordsFor(problem) {
  return WORDS[problem] ?? WORDS.unknown;
}

/** Whether trying again by ourselves can help; a refusal asks the guest again and again. */
export function retriesByItself(problem) {
  return ["absent", "unplugged", "busy", "paused", "unknown"].includes(problem);
}
