/** What to ask of a camera: its best first, then less, when it (or its cable) cannot. */

const SIZES = [
  [4096, 2160],
  [1920, 1080],
  [1280, 720],
];

/** getUserMedia constraints to try in turn; `deviceId` is the camera that staff chose, or "". */
export function constraintLadder(deviceId) {
  const device = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: "user" };
  const sized = SIZES.map(([width, height]) => ({
    ...device,
    width: { ideal: width },
    height: { ideal: height },
    frameRate: { ideal: 30 },
  }));
  return [...sized, device, true].map((video) => ({ video, audio: false }));
}

/** Whether asking for less may help after this error. */
export function mayHelpToAskLess(error) {
  return ["OverconstrainedError", "NotReadableError", "AbortError"].includes(error.name);
}
