/** What an answer to an upload means, and how long to wait before the next try. */

const BUSY = new Set([502, 503, 504]);
const NOT_A_PHOTO = new Set([400, 409, 413, 415]);
const LOST = "That did not work. Load the page again and try once more.";

/** -> {is: "done"} | {is: "later", waitMs} | {is: "refused" | "failed", words} */
export function outcomeOf({ status, detail, retryAfter }, tries) {
  if (status === 200 || status === 201) return { is: "done" };
  if (status === 429 && retryAfter) return { is: "later", waitMs: retryAfter * 1000 };
  if (status === 0 || BUSY.has(status)) return { is: "later", waitMs: pauseAfter(tries) };
  if (NOT_A_PHOTO.has(status)) return { is: "refused", words: detail || LOST };
  return { is: "failed", words: detail || LOST };
}

/** 1, 2, 4, 8, then 15 seconds. */
export function pauseAfter(tries) {
  return Math.min(15_000, 1000 * 2 ** Math.max(0, tries - 1));
}

/** Why this file need not be sent at all, or "". Phones name HEIC by type or only by its ending. */
export function refusalOf({ name, type, size }, largestMegabytes) {
  if (size === 0) return "That file is empty.";
  if (size > largestMegabytes * 1024 * 1024) {
    return `That photo is larger than ${largestMegabytes} MB.`;
  }
  if (/^image\/hei[cf]/.test(type) || /\.hei[cf]$/i.test(name)) {
    return "HEIC photos can't be used here. Take a screenshot of it and send that.";
  }
  return "";
}
