/** Which room the provider has refused for good, by the vendor's errors. */

/** A fresh token that is refused twice means that the room is no good. */
const REFUSALS = 2;

export function createRefusals() {
  let count = 0;
  let refused = "";

  function forget() {
    count = 0;
    refused = "";
  }

  return {
    forget,
    /** The room to exchange, or "". */
    room: () => refused,
    heed({ name, code }, room = "") {
      const isUnknown = name === "OT_INVALID_SESSION_ID" || code === 1005;
      const isRefusal = name === "OT_AUTHENTICATION_ERROR" || code === 1004;
      count = isRefusal ? count + 1 : 0;
      const isOver = isUnknown || count >= REFUSALS;
      if (isOver) count = 0;
      refused = isOver ? room : "";
    },
  };
}
