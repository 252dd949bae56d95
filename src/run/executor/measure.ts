/**
 * What stages cost: CPU time of a Worker's thread, memory of the process.
 * Read from `/proc`; where there is none the figures are 0.
 *
 * @module
 */

let created = 0;

/** The CPU time of the next Worker's thread. Make one before each Worker. */
export class ThreadClock {
  /** Deno numbers its Worker threads from 1. */
  readonly #name = `worker-${++created}`;

  /** Milliseconds on a CPU since the thread started. */
  cpuMs(): number {
    try {
      for (const { name } of Deno.readDirSync("/proc/self/task")) {
        const task = `/proc/self/task/${name}`;
        if (Deno.readTextFileSync(`${task}/comm`).trim() !== this.#name) {
          continue;
        }
        const [ns] = Deno.readTextFileSync(`${task}/schedstat`).split(" ");
        return Number(ns) / 1e6;
      }
    } catch {
      // No /proc here: nothing is measured.
    }
    return 0;
  }
}

/** The most memory this process held at once since the last reset. */
export function peakMemoryBytes(): number {
  try {
    const status = Deno.readTextFileSync("/proc/self/status");
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Starts measuring {@linkcode peakMemoryBytes} anew. */
export function resetPeakMemory(): void {
  try {
    Deno.writeTextFileSync("/proc/self/clear_refs", "5");
  } catch {
    // The peak then covers the whole life of the process.
  }
}
