/** One stay in a room: from the door until the vendor's session has ended, whoever ended it. */
import { memberOf, streamOf } from "./members.js";
import { createPublishing } from "./publishing.js";
import { watchStream } from "./watching.js";

const PATIENCE_MS = 15_000;

/** `tell(name, ...values)` hears "stream", "gone", "company", "signal:KIND", "pending", "back" and "ended". */
export function createVisit({ OT, pass, tell }) {
  const session = OT.initSession(pass.config.projectId, pass.video_session_id);
  const publishing = createPublishing({ OT, session });
  const streams = new Map();
  const others = new Map();
  const watches = new Set();
  let isOver = false;

  const isOurs = ({ connectionId }) => connectionId === session.connection?.connectionId;
  const company = () => tell("company", [...others.values()]);

  session.on({
    streamCreated({ stream }) {
      streams.set(stream.streamId, stream);
      tell("stream", streamOf(stream));
    },
    streamDestroyed: ({ stream }) => forget(stream.streamId),
    connectionCreated({ connection }) {
      if (isOurs(connection)) return;
      others.set(connection.connectionId, memberOf(connection));
      company();
    },
    connectionDestroyed: ({ connection }) => others.delete(connection.connectionId) && company(),
    // The vendor's server says who sent it; what comes from our own server has no sender.
    signal: ({ type, data, from }) =>
      tell(`signal:${type.replace(/^signal:/, "")}`, data, from ? memberOf(from) : null),
    sessionReconnecting: () => tell("pending"),
    sessionReconnected: () => tell("back"),
    sessionDisconnected: ({ reason }) => end(reason),
  });

  function forget(id) {
    for (const watch of watches) if (watch.id === id) watch.stop();
    if (streams.delete(id)) tell("gone", id);
  }

  function clear() {
    isOver = true;
    publishing.take();
    for (const id of [...streams.keys()]) forget(id);
    if (!others.size) return;
    others.clear();
    company();
  }

  function end(reason) {
    if (isOver) return;
    clear();
    tell("ended", reason);
  }

  return {
    connect: () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error("The room did not open in time.")), PATIENCE_MS);
        session.connect(pass.token, (error) => {
          clearTimeout(timer);
          if (error) reject(error);
          else resolve();
        });
      }),
    leave() {
      if (!isOver) clear();
      session.off();
      session.disconnect();
    },
    publish: publishing.put,
    unpublish: publishing.take,
    grab: publishing.grab,
    watch(id, container, options) {
      const stream = streams.get(id);
      if (!stream) return null;
      const onStop = () => watches.delete(watch);
      const watch = watchStream({ session, stream, container, onStop, ...options });
      watches.add(watch);
      return watch;
    },
    signal: (kind, data) =>
      new Promise((resolve) => {
        session.signal({ type: kind, data }, (error) => resolve(!error));
      }).catch(() => false),
  };
}
