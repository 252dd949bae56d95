/**
 * What went wrong, in words the user can act on.
 *
 * @module
 */

/** What kind of thing the user can mend; decides the exit code. */
export type AxErrorCode =
  | "usage"
  | "config"
  | "project"
  | "method"
  | "closure"
  | "input"
  | "job"
  | "dataset"
  | "workdir"
  | "build"
  | "cancelled"
  | "limit";

/** Where in a user's file the trouble lies; lines and columns start at 1. */
export interface SourceLocation {
  /** The file, as the user would name it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** In UTF-16 code units, from 1. */
  readonly column: number;
}

/** What {@linkcode AxError} is made with, beside its message. */
export interface AxErrorOptions {
  /** What would be right, as a sentence of its own. */
  readonly hint?: string;
  /** The place in the user's file. Printed before the message. */
  readonly location?: SourceLocation;
  /** The error underneath. */
  readonly cause?: unknown;
}

/**
 * An error the user can mend: a wrong input, a missing file, a bad key.
 *
 * Everything else that is thrown is a bug in ax or in the user's own code,
 * and keeps its stack.
 */
export class AxError extends Error {
  /** Tells it apart from other errors in a stack. */
  override readonly name = "AxError";
  /** What kind of thing is to be mended. */
  readonly code: AxErrorCode;
  /** What would be right, as a sentence of its own. */
  readonly hint: string | undefined;
  /** The place in the user's file. Printed before the message. */
  readonly location: SourceLocation | undefined;

  /** Says what failed, then what is true: `Cannot find job "dev-42": …`. */
  constructor(
    code: AxErrorCode,
    message: string,
    options: AxErrorOptions = {},
  ) {
    super(
      message,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.hint = options.hint;
    this.location = options.location;
  }
}

/** Formats a place as editors and terminals link it: `file:line:column`. */
export function formatLocation(location: SourceLocation): string {
  return `${location.file}:${location.line}:${location.column}`;
}

/** The message of anything that was thrown, for a line of text. */
export function messageOf(thrown: unknown): string {
  try {
    // An error of another realm is no instance of ours, but has a message.
    const message = (thrown as { readonly message?: unknown } | null)?.message;
    return typeof message === "string" ? message : String(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}
