/**
 * Bundle the front end: static/src/<page>/ -> static/dist/<page>/.
 *
 *   main.js       an ES module with what it imports; CSS it imports becomes main.css beside it
 *   main.css      bundled by itself where the folder has no main.js
 *   *.worker.js   a classic script (LiteRT in a worker calls importScripts)
 *
 * Chunks and fonts get hashed names here; collectstatic then hashes the entries as well.
 * `--watch` keeps building on every change.
 */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const source = join(here, "src");
const dist = join(here, "dist");

function entriesOf(page) {
  const files = readdirSync(join(source, page));
  const main = ["main.js", "main.css"].find((name) => files.includes(name));
  const path = (name) => join(source, page, name);
  return {
    modules: main ? [path(main)] : [],
    workers: files.filter((name) => name.endsWith(".worker.js")).map(path),
  };
}

const pages = readdirSync(source, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entriesOf(entry.name));

const shared = {
  outdir: dist,
  outbase: source,
  bundle: true,
  minify: true,
  sourcemap: true,
  target: ["chrome109", "firefox115", "safari16.4"],
  loader: {
    ".woff2": "file",
    ".woff": "file",
    ".svg": "file",
    ".png": "file",
    ".webp": "file",
    ".mp3": "file",
  },
  assetNames: "assets/[name]-[hash]",
  chunkNames: "chunks/[name]-[hash]",
  logLevel: process.argv.includes("--watch") ? "info" : "warning",
};

const builds = [
  { ...shared, format: "esm", splitting: true, entryPoints: pages.flatMap((p) => p.modules) },
  { ...shared, format: "iife", entryPoints: pages.flatMap((p) => p.workers) },
].filter((options) => options.entryPoints.length > 0);

rmSync(dist, { recursive: true, force: true });
if (process.argv.includes("--watch")) {
  const contexts = await Promise.all(builds.map((options) => esbuild.context(options)));
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  await Promise.all(builds.map((options) => esbuild.build(options)));
}
