/**
 * Where this guest stands: asked of the server every few seconds.
 *
 * Emits "status": "waiting", "admitted", "removed", "left", or why there is no visit: "ended" (the link),
 * "full"; and "booth": whether it is on line. While the network is away nothing changes.
 */
import { send } from "../booth/api/client.js";
import { createEmitter } from "../booth/emitter.js";

const EVERY_MS = 3000;
const ENDS = { 410: "ended", 409: "full" };

export function createVisit({ config, who, transmit = send }) {
  const emitter = createEmitter();
  let timer = null;
  let name = "";
  let round = 0;
  let status = null;
  let isOn = false;
  let id = null;

  async function ask() {
    clearTimeout(timer);
    const mine = round;
    const body = { ...who.credentials(), name };
    const reply = await transmit({ url: config.urls.join, method: "POST", body, timeout: 8000 });
    if (mine !== round) return;
    if (reply.status === 200) hear(reply.body);
    else if (ENDS[reply.status] && reply.body?.code) become(ENDS[reply.status]);
    if (mine === round) timer = setTimeout(ask, Math.max(EVERY_MS, reply.retryAfter ?? 0));
  }

  function hear(body) {
    id = body.id;
    emitter.emit("booth", body.booth_is_online);
    become(body.status);
  }

  function become(next) {
    if (status === next) return;
    status = next;
    emitter.emit("status", status);
  }

  return {
    on: emitter.on,
    start(as) {
      name = as;
      status = null;
      isOn = true;
      round += 1;
      ask();
    },
    stop() {
      isOn = false;
      round += 1;
      status = null;
      clearTimeout(timer);
    },
    hurry: () => isOn && ask(),
    isOn: () => isOn,
    status: () => status,
    /** By what the others in the room know us. */
    id: () => id,
    leave: () => transmit({ url: config.urls.leave, method: "POST", body: who.credentials() }),
  };
}
