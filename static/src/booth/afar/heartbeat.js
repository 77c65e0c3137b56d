/** Says every few seconds how the booth is, and brings back what staff ask of it. */
import { send } from "../api/client.js";

const EVERY_MS = 5000;

/**
 * `onGuests(list)` hears who from afar is to be seen here, `onRoom(id)` which video room is the booth's,
 * `onSmiles({policy, threshold, rule})` what the event makes of smiles now.
 */
export function createHeartbeat({
  url, readState, incidents, orders, onGuests = () => {}, onRoom = () => {}, onSmiles = () => {}, transmit = send,
}) {
  let timer = null;
  let isBeating = false;
  let isWanted = false;

  async function beat() {
    clearTimeout(timer);
    if (isBeating) {
      isWanted = true; // something changed while the last one was on its way
      return;
    }
    isBeating = true;
    isWanted = false;
    try {
      await tell();
    } finally {
      isBeating = false;
      timer = setTimeout(beat, isWanted ? 0 : EVERY_MS);
    }
  }

  async function tell() {
    const said = { state: await readState(), incidents: incidents.waiting(), done: orders.done() };
    const reply = await transmit({ url, method: "POST", body: said, timeout: 8000 });
    if (reply.status !== 200) return;
    incidents.drop(said.incidents);
    orders.settle(said.done);
    onGuests(reply.body?.guests ?? []);
    onRoom(reply.body?.video_session_id ?? "");
    if (reply.body?.smiles) onSmiles(reply.body.smiles);
    for (const command of reply.body?.commands ?? []) orders.take(command);
  }

  return { start: beat, now: beat };
}
