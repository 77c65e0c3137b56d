/**
 * Who is who in a room. The server writes into each token what the others read of its bearer, so a page cannot
 * claim to be somebody else: {kind: "booth" | "staff" | "guest", name, id}.
 */

const NOBODY = { kind: "unknown", name: "", id: "" };

/** The member behind one of the vendor's connections. */
export function memberOf(connection) {
  try {
    const { kind, name = "", id = "" } = JSON.parse(connection.data);
    return kind ? { kind, name, id } : NOBODY;
  } catch {
    return NOBODY;
  }
}

/** One of the vendor's streams in our words: {id, kind, name, member, width, height}. */
export function streamOf(stream) {
  const { kind, name, id } = memberOf(stream.connection);
  const { width = 0, height = 0 } = stream.videoDimensions ?? {};
  return { id: stream.streamId, kind, name, member: id, width, height };
}
