/**
 * The dialog, fetched once the page has nothing better to do: with the phone numbers of all countries
 * it is more code than the rest of the page. The service worker keeps it for when the network is away.
 */
import { createFetcher } from "../fetched.js";
import { nextTask } from "../tasks.js";
import { byId } from "../ui/dom.js";

/** `parts` are those of createSmsDialog. */
export function createLaterDialog(parts, fetched = createFetcher(() => import("./dialog.js"))) {
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
