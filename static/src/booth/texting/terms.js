/** What guests may ask for here, and the words they agree to: kept on the device for when it is off line. */
import { remembered } from "../camera/remembered.js";
import { send } from "../api/client.js";

const EVERY_MS = 60_000;

/** `event` says what holds until the server has been asked for the first time. */
export function createTerms({ url, event, transmit = send, storage = remembered(`texting:${event.slug}`) }) {
  let terms = stored(storage.read()) ?? {
    can_text: true,
    can_email: false,
    region: event.phoneRegion,
    countries: [event.phoneRegion],
    consent: { wording: event.consentText },
    email_consent: { wording: "" },
    news: "",
  };

  async function refresh() {
    const reply = await transmit({ url, timeout: 8000 });
    if (reply.status !== 200 || !reply.body?.consent) return;
    terms = reply.body;
    storage.write(JSON.stringify(terms));
  }

  return {
    current: () => terms,
    refresh,
    start() {
      refresh();
      setInterval(refresh, EVERY_MS);
    },
  };
}

function stored(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
