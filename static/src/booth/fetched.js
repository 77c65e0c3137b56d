/** Parts of the page that are fetched when somebody needs them. */

/**
 * `load` is an import() of the part. Browsers remember that a module could not be fetched, but not under another
 * address: then the next call asks for that.
 */
export function createFetcher(load) {
  let missed = "";
  let tries = 0;
  return async () => {
    try {
      return await (missed ? import(`${missed}?try=${(tries += 1)}`) : load());
    } catch (error) {
      missed ||= /https?:\/\/\S+\.js/.exec(error.message)?.[0] ?? "";
      throw error;
    }
  };
}
