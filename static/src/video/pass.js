/** What lets a page into a booth's room: fetched anew for each entry, since it lives for minutes. */
import { send } from "../booth/api/client.js";

/** `role`: "booth" or "control". The result is createRoom's `fetchPass`. */
export function createPass({ url, role }) {
  return async function fetchPass(refused = "") {
    const reply = await send({ url, method: "POST", body: { role, refused }, timeout: 8000 });
    return reply.status === 200 ? reply.body : null;
  };
}
