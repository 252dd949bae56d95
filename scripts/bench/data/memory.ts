/**
 * How much memory a program takes, its children included.
 *
 * @module
 */

const INTERVAL_MS = 50;

/** Runs something and looks at the memory of a process and its children. */
export async function withPeak<T>(
  pid: number,
  run: () => Promise<T>,
): Promise<{ readonly result: T; readonly peakBytes: number }> {
  let peakBytes = 0;
  const look = (): void => {
    peakBytes = Math.max(peakBytes, memoryOf(pid));
  };
  const timer = setInterval(look, INTERVAL_MS);
  try {
    return { result: await run(), peakBytes };
  } finally {
    clearInterval(timer);
  }
}

/** Bytes held by a process and all that it started: shared pages by share. */
function memoryOf(root: number): number {
  const children = new Map<number, number[]>();
  for (const { name } of Deno.readDirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = Number(
      read(`/proc/${name}/stat`)?.split(") ").at(-1)?.split(" ")[1],
    );
    children.set(parent, [...children.get(parent) ?? [], pid]);
  }
  let bytes = 0;
  const waiting = [root];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    bytes += proportionalBytes(pid);
    waiting.push(...children.get(pid) ?? []);
  }
  return bytes;
}

function proportionalBytes(pid: number): number {
  const kilobytes = /^Pss: +(\d+) kB/m.exec(
    read(`/proc/${pid}/smaps_rollup`) ?? "",
  )?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

/** A file of /proc, unless its process has ended. */
function read(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}
