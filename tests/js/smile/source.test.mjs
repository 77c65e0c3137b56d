import assert from "node:assert/strict";
import { test } from "node:test";
import { createSource } from "../../../static/src/booth/smile/source.js";

Object.assign(globalThis, { window: globalThis, Worker: class {}, OffscreenCanvas: class {} });

/** A source whose device loads, or does not, as `loads` says; and what has happened. */
function fake({ loads }) {
  const happened = [];
  let device = null;
  const source = createSource({
    files: {},
    onPlace: ({ place }) => happened.push(place),
    makeServer: () => ({ start: () => happened.push("server starts"), stop: () => happened.push("server stops") }),
    makeDevice(options) {
      device = options;
      return {
        start: () => happened.push("device starts"),
        stop() {},
        load: () => (loads.shift() ? Promise.resolve() : Promise.reject(new Error("Away."))),
      };
    },
  });
  return { source, happened, fail: () => device.onFailure(new Error("Away.")) };
}

const settle = async () => {
  for (let turn = 0; turn < 5; turn += 1) await null;
};

test("a device that failed is tried again each minute, while the server goes on", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  context.mock.method(console, "warn", () => {});
  const { source, happened, fail } = fake({ loads: [false, true] });
  source.start();
  fail();
  assert.deepEqual(happened.splice(0), ["device starts", "server", "server starts"]);
  context.mock.timers.tick(60_000);
  await settle();
  assert.deepEqual(happened.splice(0), ["server"]);
  context.mock.timers.tick(60_000);
  await settle();
  assert.deepEqual(happened, ["server stops", "device starts"]);
});

test("who has left Smile mode meanwhile is not brought back", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  context.mock.method(console, "warn", () => {});
  const { source, happened, fail } = fake({ loads: [true] });
  source.start();
  fail();
  source.stop();
  happened.length = 0;
  context.mock.timers.tick(60_000);
  await settle();
  assert.deepEqual(happened, []);
});
