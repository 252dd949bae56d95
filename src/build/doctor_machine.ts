/**
 * What this machine gives to ax: kernel, limits, file systems, read from where
 * the kernel shows them.
 *
 * @module
 */

import { statfsSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { version } from "../core/version.ts";
import type { Finding } from "./finding.ts";

/** The Deno that ax is made and tested with. */
const TESTED_DENO = "2.9.6";

/** Fewer open files than this, and a few Workers can use them all up. */
const MIN_OPEN_FILES = 256;

/** Before this, there was no ax: the clock is wrong. */
const FIRST_DAY = Date.UTC(2025, 0, 1);

/** What confines the code of jobs on this machine. */
export interface Sandbox {
  /** What is in force now. */
  readonly inForce: readonly string[];
  /** Whether the kernel has Landlock; `unknown` where it does not say. */
  readonly landlock: "yes" | "no" | "unknown";
  readonly seccomp: "yes" | "no" | "unknown";
}

/** Looks at what confines jobs. */
export function examineSandbox(): Sandbox {
  const actions = readText("/proc/sys/kernel/seccomp/actions_avail");
  return {
    inForce: [
      "each Worker has Deno's permissions for its own job, and no others",
      "powers that no method needs are removed before its code is loaded",
      "no code is made from strings",
    ],
    landlock: landlockOf(
      readText("/sys/kernel/security/lsm"),
      readKernelConfig(),
    ),
    seccomp: actions === undefined
      ? "unknown"
      : actions.includes("errno")
      ? "yes"
      : "no",
  };
}

/**
 * Whether the kernel has Landlock.
 *
 * @param active The names of active security modules, with commas.
 * @param config The kernel's configuration, for want of the other.
 */
export function landlockOf(
  active: string | undefined,
  config: string | undefined,
): "yes" | "no" | "unknown" {
  if (active !== undefined) {
    return active.trim().split(",").includes("landlock") ? "yes" : "no";
  }
  if (config === undefined) return "unknown";
  if (!/^CONFIG_SECURITY_LANDLOCK=y$/m.test(config)) return "no";
  const [, modules] = /^CONFIG_LSM="(.*)"$/m.exec(config) ?? [];
  // The kernel's command line may say otherwise, and nothing shows it.
  return modules?.split(",").includes("landlock") ? "yes" : "no";
}

/** What is right and wrong with the machine. */
export function examineMachine(now: number): Finding[] {
  const area = "machine";
  const { os, arch } = Deno.build;
  const memory = /^MemAvailable:\s+(\d+) kB$/m
    .exec(readText("/proc/meminfo") ?? "")?.[1];
  const free = memory === undefined
    ? ""
    : `, ${(Number(memory) / 1024 ** 2).toFixed(1)} GiB of memory free`;
  return [
    {
      area,
      name: "system",
      state: os === "linux" ? "ok" : "note",
      says: `${os} ${Deno.osRelease()} on ${arch}, ` +
        `${navigator.hardwareConcurrency} cores${free}`,
      ...(os === "linux" ? {} : { remedy: "ax is made for Linux." }),
    },
    clockFinding(now),
    ...openFilesFinding(readText("/proc/self/limits")),
    denoFinding(Deno.version.deno),
  ];
}

function clockFinding(now: number): Finding {
  const time = new Date(now).toISOString();
  const head = { area: "machine", name: "clock" } as const;
  if (now >= FIRST_DAY) return { ...head, state: "ok", says: time };
  return {
    ...head,
    state: "wrong",
    says: `${time}: that was before ax was made`,
    remedy:
      "Set the clock: what is newest and what is unchanged depends on it.",
  };
}

/** @param limits `/proc/self/limits`. */
export function openFilesFinding(limits: string | undefined): Finding[] {
  const [, soft = ""] = /^Max open files\s+(\S+)/m.exec(limits ?? "") ?? [];
  if (soft === "") return [];
  const head = { area: "machine", name: "open files" } as const;
  if (soft === "unlimited" || Number(soft) >= MIN_OPEN_FILES) {
    return [{ ...head, state: "ok", says: `at most ${soft} in one process` }];
  }
  return [{
    ...head,
    state: "wrong",
    says: `at most ${soft} in one process, ax wants ${MIN_OPEN_FILES}`,
    remedy: `Raise the limit: ulimit -n ${MIN_OPEN_FILES * 4}`,
  }];
}

/** @param deno The version that ax runs on. */
export function denoFinding(deno: string): Finding {
  const says = `ax ${version} on Deno ${deno}, V8 ${Deno.version.v8}`;
  const head = { area: "machine", name: "version", says } as const;
  if (deno === TESTED_DENO) return { ...head, state: "ok" };
  const remedy = `ax is tested with Deno ${TESTED_DENO}: run that one.`;
  return { ...head, state: "note", remedy };
}

/** A file system, as `/proc/self/mountinfo` shows it. */
export interface Mount {
  /** Where it is mounted. */
  readonly path: string;
  /** As in `ext4`, `nfs4`, `overlay`. */
  readonly type: string;
}

/** The file system that a path lies in; nothing where the kernel tells none. */
export function findMount(path: string): Mount | undefined {
  return mountOf(path, readText("/proc/self/mountinfo") ?? "");
}

/**
 * Picks the file system of a path.
 *
 * @param path Absolute, without links.
 * @param mountinfo `/proc/self/mountinfo`.
 */
export function mountOf(path: string, mountinfo: string): Mount | undefined {
  let best: Mount | undefined;
  for (const line of mountinfo.split("\n")) {
    const [before = "", after = ""] = line.split(" - ");
    const at = before.split(" ")[4]?.replace(
      /\\([0-7]{3})/g,
      (_, digits) => String.fromCharCode(parseInt(digits, 8)),
    );
    const [type] = after.split(" ");
    if (at === undefined || !type || !isBelow(path, at)) continue;
    // Of two at one place, the later one hides the other.
    if (best === undefined || at.length >= best.path.length) {
      best = { path: at, type };
    }
  }
  return best;
}

function isBelow(path: string, dir: string): boolean {
  return path === dir || path.startsWith(dir === "/" ? dir : `${dir}/`);
}

/** Bytes and files that an ordinary user can still make below a path. */
export function freeSpace(path: string): { bytes: number; files: number } {
  const { bavail, bsize, ffree, files } = statfsSync(path);
  // Some file systems do not count files.
  return { bytes: bavail * bsize, files: files === 0 ? Infinity : ffree };
}

function readKernelConfig(): string | undefined {
  try {
    return gunzipSync(Deno.readFileSync("/proc/config.gz")).toString();
  } catch {
    return undefined;
  }
}

/** What the kernel shows in a file; nothing where it does not. */
function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}
