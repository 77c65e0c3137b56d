/** What a booth says of itself, in words. Plain functions. */

const CAMERA = {
  ok: "Camera works",
  asking: "Camera: waiting to be allowed",
  refused: "Camera is not allowed",
  busy: "Another program has the camera",
  lost: "Camera went away",
  none: "No camera found",
};
const ACTIVITY = {
  idle: "Ready",
  countdown: "Taking photos",
  working: "Making the strip",
  result: "Guests look at their strip",
  paused: "Paused",
  starting: "Starting",
};
const FULL = 0.9;
const LOW = 0.2;

/** The line under a booth's name: {tone: "ok" | "wait" | "alert", text}. */
export function lineOf({ is_online: isOnline, last_seen_at: seen, state }, now = Date.now()) {
  if (!isOnline) return { tone: "alert", text: `Silent for ${ago(now - Date.parse(seen))}` };
  if (state.camera !== "ok") return { tone: "alert", text: CAMERA[state.camera] };
  if (state.activity === "paused") return { tone: "wait", text: "Paused" };
  return { tone: "ok", text: ACTIVITY[state.activity] };
}

/** [term, text, tone] of what else staff want to know. */
export function factsOf({ state }) {
  const facts = [["Photos waiting", waiting(state.waiting), state.waiting ? "wait" : "ok"]];
  if (state.activity === "paused") facts.push(["Guests read", state.pause_text, "wait"]);
  if (state.video === "lost") facts.push(["Live video", "Away: tries again by itself", "wait"]);
  if (state.battery !== null) facts.push(batteryFact(state));
  const part = state.storage_quota ? state.storage_used / state.storage_quota : null;
  if (part !== null) {
    const text = `${Math.round(part * 100)} % used`;
    facts.push(["Storage", text, part > FULL ? "alert" : "ok"]);
  }
  return facts;
}

const waiting = (number) => (number ? `${number} for the network` : "None: all are safe");

function batteryFact({ battery, is_charging: isCharging }) {
  const text = `${Math.round(battery * 100)} %${isCharging ? ", charging" : ""}`;
  return ["Battery", text, battery < LOW && !isCharging ? "alert" : "ok"];
}

export function ago(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "Booth 2", unless staff have named it. */
export const nameOf = ({ state }, index) => state.name || `Booth ${index + 1}`;

/** One sentence about all booths. */
export function summaryOf(booths) {
  const silent = booths.filter((each) => !each.is_online).length;
  const photos = booths.reduce((sum, each) => sum + each.state.waiting, 0);
  const count = booths.length === 1 ? "1 booth" : `${booths.length} booths`;
  const parts = [silent ? `${count}, ${silent} silent` : `${count}, all on line`];
  if (photos) parts.push(`${photos} photos waiting for the network`);
  return `${parts.join("; ")}.`;
}
