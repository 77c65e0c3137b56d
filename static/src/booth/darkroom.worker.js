/**
 * The worker that scales and encodes photos and prints strips, so that the page never has to. For its
 * jobs see darkroom/work.js. Here a picture that is developed under a `key` is kept until a message
 * {keep: keys} does not name it, and an order names its frames by their `keys` and `companyKeys`: copying four of
 * them on the page would hold it up.
 *
 * In:  {id, job} or {keep}
 * Out: {id, part, value}    the parts of the job
 *      {id, part: "done"} or {id, part: "failed", value: reason}
 */
import { carryOut } from "./darkroom/work.js";

const negatives = new Map();

self.onmessage = ({ data }) => (data.keep ? keepOnly(data.keep) : run(data));

async function run({ id, job }) {
  async function answer(part, value) {
    if (part === "picture" && job.key) negatives.set(job.key, await createImageBitmap(value));
    postMessage({ id, part, value }, [value]);
  }
  try {
    if (job.kind === "print") {
      job.order.frames = job.order.keys.map(negativeOf);
      job.order.company = job.order.companyKeys.map((keys) => keys.map(negativeOf));
    }
    await carryOut(job, answer);
    postMessage({ id, part: "done" });
  } catch (error) {
    postMessage({ id, part: "failed", value: String(error?.message ?? error) });
  }
}

function negativeOf(key) {
  if (!negatives.has(key)) throw new Error("A photo of this strip is not here.");
  return negatives.get(key);
}

function keepOnly(keys) {
  for (const [key, picture] of negatives) {
    if (keys.includes(key)) continue;
    picture.close();
    negatives.delete(key);
  }
}
