/**
 * LiteRT in a worker, on the CPU: WebAssembly, one thread.
 *
 * The worker must be a classic script, since LiteRT calls importScripts. Tensors live in WebAssembly's
 * memory, which nothing tidies: each is deleted by hand, or 10,000 frames fill it.
 */
import { getGlobalLiteRt, loadAndCompile, loadLiteRt, supportsFeature, Tensor } from "@litertjs/core";

/** Which of the two builds this browser can run: its name in the page's configuration. */
export async function buildFor() {
  return (await supportsFeature("relaxedSimd")) ? "relaxed" : "compat";
}

/** Start LiteRT from its script's address and the bytes of its WebAssembly. Once a worker. */
export async function startRuntime({ script, wasmBinary }) {
  // LiteRT tells how it starts on stderr, which is no error to the people at the booth.
  self.Module = { wasmBinary, locateFile: (name) => name, printErr: console.debug };
  await loadLiteRt(script);
}

/** How much WebAssembly's memory has grown to, in bytes; it never shrinks. */
export const memorySize = () => getGlobalLiteRt().liteRtWasm.HEAPU8.length;

/** Make a model of its file's bytes: {size, run}; size is that of its square input. */
export async function createModel(bytes, size) {
  const compiled = await loadAndCompile(bytes, { accelerator: "wasm" });
  const shape = [...compiled.getInputDetails()[0].shape];
  return {
    size,
    /** Run on one input (Float32Array); resolves to the outputs, the longest first. */
    async run(values) {
      const input = new Tensor(values, shape);
      let outputs = [];
      try {
        outputs = await compiled.run([input]);
        return outputs.map((each) => each.toTypedArray()).sort((a, b) => b.length - a.length);
      } finally {
        input.delete();
        outputs.forEach((each) => each.delete());
      }
    },
  };
}
