/** Count down on the clock, not on the timer, which a busy page lets drift. */
import { pause } from "../pause.js";

/** Call `onNumber(n)` for n = seconds ... 1, each for a second; rejects when the signal aborts. */
export async function countDown(seconds, { onNumber, signal, now = () => performance.now() }) {
  const start = now();
  for (let number = seconds; number > 0; number -= 1) {
    onNumber(number);
    const due = start + (seconds - number + 1) * 1000;
    await pause(Math.max(0, due - now()), signal);
  }
}
