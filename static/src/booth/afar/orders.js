/** Commands of staff at a distance: each is carried out once, whichever way it came, or not at all. */

const REMEMBERED = 200;

/**
 * `handlers[kind](options)` returns what became of it in a few words; null: not now, but later.
 * `onDone()` is called when there is something to report.
 */
export function createOrders({ boothSession, handlers, onDone, now = () => Date.now() }) {
  let seen = [];
  let open = [];
  let done = [];

  function take(command) {
    const isOurs = command.booth === boothSession;
    if (!isOurs || seen.includes(command.id)) return;
    seen = [...seen, command.id].slice(-REMEMBERED);
    open.push(command);
    carryOut();
  }

  /** Try what is open; call it again when the booth has become free. */
  function carryOut() {
    const waiting = open;
    open = []; // what is carried out changes the booth, and that comes back here
    let isNews = false;
    for (const command of waiting) {
      const outcome = outcomeOf(command);
      if (outcome === null) {
        open.push(command);
        continue;
      }
      done = [...done, { id: command.id, outcome }]; // the old list may be on its way to the server
      isNews = true;
    }
    if (isNews) onDone();
  }

  function outcomeOf({ kind, options, expires_at: expiresAt }) {
    if (now() > Date.parse(expiresAt)) return "It came too late.";
    const handler = handlers[kind];
    return handler ? handler(options) : "This booth does not know how.";
  }

  return {
    take,
    carryOut,
    done: () => done,
    /** The server has been told of these. */
    settle(told) {
      done = done.filter((each) => !told.includes(each));
    },
  };
}
