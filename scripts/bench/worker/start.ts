/**
 * Starts Workers one after the other and prints what each cost:
 * `deno run … start.ts URL_OF_BOOTSTRAP COUNT`.
 *
 * @module
 */

import { cpuUsage } from "node:process";
import type { WorkerReport, WorkerStart } from "../../../src/run/protocol.ts";

const code = `import { defineMethod } from "ax";

export default defineMethod({ synthesis: () => 1 });
`;
const at = code.indexOf('"ax"') + 1;

const start: WorkerStart = {
  closure: {
    digest: "",
    modules: [{
      path: "methods/a.ts",
      code,
      edits: [{ start: at, end: at + 2, target: "ax" }],
    }],
  },
  setup: undefined,
  stage: "describe",
  slice: -1,
  prepareResult: undefined,
  analysisResults: [],
  made: [],
};

/** One Worker from its start to its answer. */
function run(url: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const worker = new Worker(url, {
    type: "module",
    deno: { permissions: "none" },
  });
  worker.onmessage = ({ data }: MessageEvent<WorkerReport>): void => {
    worker.terminate();
    if (data.type === "end") resolve();
    else reject(new Error(JSON.stringify(data)));
  };
  worker.onerror = ({ message }): void => reject(new Error(message));
  worker.postMessage(start);
  return promise;
}

const [url = "", count = "100"] = Deno.args;
for (let warm = 0; warm < 5; warm++) await run(url);
const before = cpuUsage();
const from = performance.now();
for (let n = 0; n < Number(count); n++) await run(url);
const wallMs = (performance.now() - from) / Number(count);
const { user, system } = cpuUsage(before);
const cpuMs = (user + system) / 1000 / Number(count);
console.log(JSON.stringify({ wallMs, cpuMs }));
