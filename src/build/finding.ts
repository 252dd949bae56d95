/**
 * What `ax doctor` says of one thing.
 *
 * @module
 */

/** One thing that was looked at. */
export interface Finding {
  /** `ax`, `machine`, `project` or `workdir NAME`. */
  readonly area: string;
  /** What was looked at, in a word or two. */
  readonly name: string;
  /** `note`: nothing fails because of it, but it should be known. */
  readonly state: "ok" | "note" | "wrong";
  /** What is true. */
  readonly says: string;
  /** What to do; always there when something is wrong. */
  readonly remedy?: string;
}
