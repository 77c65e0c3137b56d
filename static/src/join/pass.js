/** What lets an admitted guest into the booth's video room. */
import { send } from "../booth/api/client.js";

export function guestPass({ config, who }) {
  return async function fetchPass(refused = "") {
    const body = { ...who.credentials(), refused };
    const reply = await send({ url: config.urls.video, method: "POST", body, timeout: 8000 });
    return reply.status === 200 ? reply.body : null;
  };
}
