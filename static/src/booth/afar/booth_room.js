/** The booth's video room: fetched once nobody waits, see on_air.js. */
import { createPass } from "../../video/pass.js";
import { createRoom } from "../../video/room.js";

export const createBoothRoom = (url) => createRoom({ fetchPass: createPass({ url, role: "booth" }) });
