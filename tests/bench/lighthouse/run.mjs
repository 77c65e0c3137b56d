/**
 * Run Lighthouse on pages, one after the other: `node run.mjs CHROMIUM '[{"name", "url"}]'`.
 * Its default is a mid-range phone on slow 4G, simulated. Prints a JSON line for each page.
 */
import * as chromeLauncher from "chrome-launcher";
import lighthouse from "lighthouse";

const [, , chromePath, pages] = process.argv;
const METRICS = {
  fcp: "first-contentful-paint",
  lcp: "largest-contentful-paint",
  tbt: "total-blocking-time",
  cls: "cumulative-layout-shift",
  bytes: "total-byte-weight",
};

const chrome = await chromeLauncher.launch({
  chromePath,
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"],
});
try {
  for (const { name, url } of JSON.parse(pages)) {
    const options = { port: chrome.port, onlyCategories: ["performance", "accessibility"] };
    const { lhr } = await lighthouse(url, { ...options, maxWaitForLoad: 60_000 });
    const error = lhr.runtimeError ?? lhr.audits[METRICS.lcp];
    if (lhr.categories.performance.score === null) console.error(name, error);
    else console.log(JSON.stringify(summary(name, lhr)));
  }
} finally {
  chrome.kill();
}

function summary(name, { categories, audits }) {
  const score = (category) => Math.round(categories[category].score * 100);
  const metrics = Object.entries(METRICS).map(([key, id]) => [key, audits[id].numericValue]);
  const refs = Object.values(categories).flatMap((category) => category.auditRefs);
  const failed = refs.filter(({ id }) => audits[id].score !== null && audits[id].score < 0.9);
  return {
    name,
    performance: score("performance"),
    accessibility: score("accessibility"),
    ...Object.fromEntries(metrics),
    below: [...new Set(failed.map(({ id }) => id))],
  };
}
