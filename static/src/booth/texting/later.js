/**
 * The dialog, fetched once the page has nothing better to do: with the phone numbers of all countries
 * it is more code than the rest of the page. The service worker keeps it for when the network is away.
 */
import { nextTask } from "../tasks.js";
import { byId } from "../ui/dom.js";

/** `parts` are those of createSmsDialog. */
export function createLaterDialog(parts, fetched = createFetcher()) {
  let loading = null;

  async function make() {
    const { createSmsDialog } = await fetched();
    await nextTask(); // to read that much code was enough for one
    return createSmsDialog(parts);
  }

  return {
    /** Resolves to the dialog; to null when it could not be fetched, and then the next call tries again. */
    load() {
      loading ??= make().catch((error) => {
        console.warn("The texting dialog could not be fetched:", error);
        loading = null;
        return null;
      });
      return loading;
    },
    isOpen: () => byId("sms-dialog").open,
  };
}

/** Browsers remember that a module could not be fetched, but not under another address. */
function createFetcher() {
  let missed = "";
  let tries = 0;
  return async () => {
    try {
      return await (missed ? import(`${missed}?try=${(tries += 1)}`) : import("./dialog.js"));
    } catch (error) {
      missed ||= /https?:\/\/\S+\.js/.exec(error.message)?.[0] ?? "";
      throw error;
    }
  };
}
