/**
 * Finds processes that outlive the tests that started them.
 *
 * @module
 */

import type { Count, Step } from "./suite.ts";

/** A process of our group, as `/proc` shows it. */
export interface Process {
  readonly pid: number;
  /** Its command line, words apart. */
  readonly command: string;
}

/**
 * The processes of this process's group, without itself; none where there is
 * no `/proc`. What a test starts is in the group of what started it.
 */
export function groupProcesses(): Process[] {
  const own = statOf(Deno.pid);
  if (own === undefined) return [];
  return [...Deno.readDirSync("/proc")]
    .filter(({ name }) => /^\d+$/.test(name))
    .map(({ name }) => Number(name))
    .filter((pid) => pid !== Deno.pid)
    .filter((pid) => {
      const stat = statOf(pid);
      return stat?.group === own.group && stat.state !== "Z";
    })
    .map((pid) => ({ pid, command: commandOf(pid) }));
}

/**
 * The step that fails when a process is left that was not there before.
 *
 * @param before What was running before the first test.
 * @param patienceMs How long a process may take to see that it is not needed.
 */
export function leftoverStep(
  before: readonly Process[],
  patienceMs = 3000,
): Step {
  const known = new Set(before.map(({ pid }) => pid));
  const run = async (): Promise<Count> => {
    const end = performance.now() + patienceMs;
    let left = groupProcesses();
    const news = () => left.filter(({ pid }) => !known.has(pid));
    while (news().length > 0 && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      left = groupProcesses();
    }
    for (const { pid, command } of news()) {
      console.error(`Process ${pid} outlives its test: ${command}`);
    }
    const failed = Math.min(news().length, 1);
    return { passed: 1 - failed, failed };
  };
  return { name: "leftovers", run };
}

/** State and process group of a process; nothing when it is gone. */
function statOf(pid: number): { state: string; group: number } | undefined {
  const text = readProc(`/proc/${pid}/stat`);
  // The second field is a name in parentheses that may hold anything.
  const [state = "", , group] = text.slice(text.lastIndexOf(")") + 2)
    .split(" ");
  return text === "" ? undefined : { state, group: Number(group) };
}

function commandOf(pid: number): string {
  return readProc(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
}

/** A file of `/proc`; empty when its process has ended or there is none. */
function readProc(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
