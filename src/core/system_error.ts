/**
 * What the operating system refuses, in words the user can act on.
 *
 * @module
 */

import { AxError } from "./errors.ts";

/** The refusals that are no bug of ax, and what each means. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be larger than this process may write",
  EIO: "the disk reports an error",
  EISDIR: "it is a directory",
  ELOOP: "its links lead in a circle",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "its name is too long",
  ENFILE: "too many files are open on this machine",
  ENOMEM: "there is not enough memory",
  ENOSPC: "no space is left on the disk",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ESTALE: "it is gone from the file server",
};

/** What system calls do, where their names do not say it. */
const VERBS: Readonly<Record<string, string>> = {
  chmod: "change the mode of",
  copyfile: "write",
  fsync: "write",
  link: "write",
  lstat: "look at",
  mkdir: "make",
  open: "open",
  read: "read",
  readdir: "read",
  readfile: "read",
  remove: "remove",
  rename: "move",
  scandir: "read",
  stat: "look at",
  symlink: "make",
  unlink: "remove",
  write: "write",
  writefile: "write",
};

/**
 * An error of the operating system as one that the user can mend.
 *
 * @param thrown What a call on files has thrown, Deno's own or Node's.
 * @returns Nothing for any other error, and for those that a correct program
 *   does not meet, such as a missing file.
 */
export function explainSystemError(thrown: unknown): AxError | undefined {
  const refusal = findSystemRefusal(thrown);
  if (refusal === undefined) return undefined;
  const { verb, path } = actionOf((thrown as Error).message);
  const what = path === undefined ? `${verb} a file` : `${verb} ${path}`;
  return new AxError("workdir", `Cannot ${what}: ${refusal.reason}`, {
    cause: thrown,
  });
}

/** A refusal of the operating system: its name for it, and ours. */
export interface SystemRefusal {
  /** As in `ENOSPC`. */
  readonly code: string;
  /** As in `no space is left on the disk`. */
  readonly reason: string;
}

/** What the operating system has refused, as {@linkcode explainSystemError}. */
export function findSystemRefusal(thrown: unknown): SystemRefusal | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const code = "code" in thrown ? String(thrown.code) : codeIn(thrown.message);
  const reason = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  return reason === undefined ? undefined : { code, reason };
}

/** Deno gives this one no code. It has one number on Linux and macOS. */
function codeIn(message: string): string {
  return message.includes("(os error 27)") ? "EFBIG" : "";
}

/** As an {@linkcode AxError} if it is or may be one; `undefined` for a bug. */
export function asAxError(thrown: unknown): AxError | undefined {
  return thrown instanceof AxError ? thrown : explainSystemError(thrown);
}

/** What was tried: `…: mkdir '/a'`, `…, mkdir '/a'`, `…: symlink 'x' -> '/a'`. */
function actionOf(message: string): { verb: string; path?: string } {
  const match = /[:,] (\w+)(?: '(.*?)')?(?: -> '(.*)')?$/.exec(message);
  const [, call = "", from, to] = match ?? [];
  const verb = Object.hasOwn(VERBS, call) ? VERBS[call] ?? call : "use";
  const path = to ?? from;
  return path === undefined ? { verb } : { verb, path };
}
