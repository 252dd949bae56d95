/**
 * Takes away what a method has no business with: other Workers, the network,
 * the process, Deno's internals. What is left of `Deno` is an allow-list.
 *
 * @module
 */

import { loadCodecWithin } from "../../data/codec.ts";
import type { WorkerGrants } from "../protocol.ts";
import type { PrintStream } from "./console.ts";
import { define } from "./define.ts";

/** Globals that no stage gets. */
const REMOVED = [
  "BroadcastChannel",
  "Cache",
  "CacheStorage",
  "LockManager",
  "SharedArrayBuffer",
  "Worker",
  "caches",
  "close",
  "name",
  "navigator",
  "onerror",
  "onmessage",
  "onunhandledrejection",
  "postMessage",
  "process",
  "global",
  "Buffer",
  "reportError",
] as const;

/** Globals that need a granted host. */
const NETWORK = ["EventSource", "WebSocket", "fetch"] as const;

/** What stages keep of `Deno`; permissions say where it may be used. */
const KEPT = [
  "FsFile",
  "SeekMode",
  "build",
  "copyFile",
  "copyFileSync",
  "create",
  "createSync",
  "errors",
  "inspect",
  "lstat",
  "lstatSync",
  "memoryUsage",
  "mkdir",
  "mkdirSync",
  "open",
  "openSync",
  "readDir",
  "readDirSync",
  "readFile",
  "readFileSync",
  "readTextFile",
  "readTextFileSync",
  "remove",
  "removeSync",
  "rename",
  "renameSync",
  "stat",
  "statSync",
  "truncate",
  "truncateSync",
  "version",
  "writeFile",
  "writeFileSync",
  "writeTextFile",
  "writeTextFileSync",
] as const;

const KEPT_WITH_NET = ["connect", "connectTls", "resolveDns"] as const;

/** Removes powers from this Worker's globals, for good. */
export function removePowers(
  grants: WorkerGrants | undefined,
  stream: PrintStream,
): void {
  const net = (grants?.net.length ?? 0) > 0;
  const env = (grants?.env.length ?? 0) > 0;
  replaceDeno(
    [...KEPT, ...(net ? KEPT_WITH_NET : []), ...(env ? ["env"] : [])],
    stream,
  );
  for (const name of [...REMOVED, ...(net ? [] : NETWORK)]) {
    Reflect.deleteProperty(globalThis, name);
  }
  hideEvents();
}

function replaceDeno(names: readonly string[], stream: PrintStream): void {
  const all = Deno as unknown as Readonly<Record<string, unknown>>;
  const kept: Record<string, unknown> = { stdout: stream, stderr: stream };
  for (const name of names) kept[name] = all[name];
  Object.freeze(kept);
  let current: Readonly<Record<string, unknown>> = kept;
  Object.defineProperty(globalThis, "Deno", {
    get: () => current,
    configurable: false,
    enumerable: true,
  });
  loadCodecWithin((load) => {
    current = { ...kept, ...STAND_INS };
    try {
      load();
    } finally {
      current = kept;
    }
  });
}

/** What `node:process` reads of `Deno` when it loads; it tells nobody anything. */
const STAND_INS = {
  cwd: () => "/",
  env: { get: () => undefined },
  execPath: () => "",
  mainModule: "file:///",
  pid: 1,
  ppid: 1,
} as const;

/** Keeps user code from listening in on what the executor posts. */
function hideEvents(): void {
  const { addEventListener } = EventTarget.prototype;
  define(EventTarget.prototype, "addEventListener", function (
    this: EventTarget | undefined,
    ...args: Parameters<typeof addEventListener>
  ): void {
    if (this === undefined || this === globalThis) {
      throw new Error("Cannot listen for events in a stage");
    }
    addEventListener.apply(this, args);
  });
  const scope = Object.getPrototypeOf(globalThis) as object;
  Object.defineProperty(scope, "constructor", { value: Object });
}
