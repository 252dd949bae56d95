/**
 * Why a job was built: what differs from the newest done job of its method.
 *
 * @module
 */

import type { Json } from "./canonical.ts";
import type { KeyPart, KeySection } from "./fingerprint.ts";
import type { JobId } from "./ids.ts";
import { shorten } from "./text_cut.ts";
import { type Ref, refsIn } from "./wire.ts";
import { formatWire } from "./wire_text.ts";

/** One part of the fingerprint that differs. */
export interface Change {
  readonly section: KeySection;
  readonly name: string;
  readonly kind: "added" | "removed" | "changed";
  readonly before?: Json;
  readonly after?: Json;
}

/** A change further up that led to this one. */
export interface RootCause {
  /** The job that was built because of it. */
  readonly job: JobId;
  readonly method: string;
  readonly changes: readonly Change[];
}

/** Why a job was built. Kept in its manifest. */
export type Why =
  | { readonly kind: "build" }
  | { readonly kind: "first" }
  | { readonly kind: "forced"; readonly against: JobId }
  | {
    readonly kind: "subjob";
    readonly against: JobId;
    /** The subjobs that are not current. */
    readonly subjobs: readonly JobId[];
  }
  | { readonly kind: "again"; readonly against: JobId }
  | {
    /** In a dry run: it may run, once the jobs it depends on have run. */
    readonly kind: "depends";
    readonly on: readonly string[];
  }
  | {
    readonly kind: "changed";
    readonly against: JobId;
    readonly changes: readonly Change[];
    readonly roots: readonly RootCause[];
  };

/** What {@linkcode rootCauses} needs to know of a job. */
export interface Explained {
  readonly id: JobId;
  readonly method: string;
  readonly why: Why;
}

/** Compares two fingerprints part by part: by section, then by name. */
export function compareParts(
  before: readonly KeyPart[],
  after: readonly KeyPart[],
): Change[] {
  const old = new Map(before.map((part) => [keyOf(part), part]));
  const changes: Change[] = [];
  for (const part of after) {
    const same = old.get(keyOf(part));
    old.delete(keyOf(part));
    if (same?.digest === part.digest) continue;
    changes.push(changeOf(same, part));
  }
  for (const part of old.values()) changes.push(changeOf(part, undefined));
  return changes.sort(compareChanges);
}

function keyOf(part: { section: KeySection; name: string }): string {
  return `${part.section}/${part.name}`;
}

function changeOf(
  before: KeyPart | undefined,
  after: KeyPart | undefined,
): Change {
  const { section, name } = (after ?? before) as KeyPart;
  const kind = before === undefined
    ? "added"
    : after === undefined
    ? "removed"
    : "changed";
  return {
    section,
    name,
    kind,
    ...(before?.value === undefined ? {} : { before: before.value }),
    ...(after?.value === undefined ? {} : { after: after.value }),
  };
}

const SECTIONS: readonly KeySection[] = [
  "format",
  "api",
  "method",
  "slices",
  "source",
  "permission",
  "input",
];

function compareChanges(a: Change, b: Change): number {
  const order = SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section);
  if (order !== 0) return order;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** How many roots are kept: in a chain that grows each job is one. */
const MAX_ROOTS = 16;

/**
 * Finds what lies behind changed input jobs. A job that the input named before
 * is behind nothing.
 *
 * Every job keeps its own explanation, roots included, so one step is enough
 * to reach the top of the chain. Of many roots the highest and the nearest are
 * kept, half and half.
 *
 * @param find Looks a job up by id; `undefined` when it is gone.
 */
export function rootCauses(
  changes: readonly Change[],
  find: (id: string) => Explained | undefined,
): RootCause[] {
  const roots = new Map<string, RootCause>();
  for (const change of changes) {
    if (change.section !== "input") continue;
    for (const id of newJobsIn(change)) {
      const cause = find(id);
      if (cause === undefined) continue;
      for (const root of rootsOf(cause)) roots.set(root.job, root);
    }
  }
  const all = [...roots.values()];
  if (all.length <= MAX_ROOTS) return all;
  const half = MAX_ROOTS / 2;
  return [...all.slice(0, half), ...all.slice(-half)];
}

/** The jobs that an input names and did not name before. */
export function newJobsIn(change: Change): string[] {
  const before = jobsIn(change.before);
  return [...jobsIn(change.after)].filter((id) => !before.has(id));
}

/** The jobs that an input names: as such, by a dataset or by a file. */
function jobsIn(value: Json | undefined): Set<string> {
  const refs: Ref[] = value === undefined ? [] : refsIn(value);
  return new Set(refs.flatMap((ref) => {
    if (ref["~"] === "file") return [];
    return [ref["~"] === "job" ? ref.id : ref.job];
  }));
}

/** What lies behind a job: its own changes, and those further up. */
function rootsOf(job: Explained): readonly RootCause[] {
  if (job.why.kind !== "changed") return [];
  const { changes, roots } = job.why;
  const own = roots.length === 0
    ? changes
    : changes.filter((change) => newJobsIn(change).length === 0);
  if (own.length === 0) return roots;
  return [...roots, { job: job.id, method: job.method, changes: own }];
}

/**
 * How many inputs differ because somebody wants something else: not input jobs
 * that were built anew, nor files with new content.
 */
export function countWishes(changes: readonly Change[]): number {
  return changes.filter((change) => {
    if (change.section !== "input") return false;
    if (change.kind !== "changed") return true;
    const isLed = jobsIn(change.before).size > 0 &&
      newJobsIn(change).length > 0;
    return !isLed && textOf(change.before) !== textOf(change.after);
  }).length;
}

/** Says in one line why a job is built. */
export function summarizeWhy(why: Why): string {
  switch (why.kind) {
    case "build":
      return "a build script always runs";
    case "first":
      return "first time";
    case "forced":
      return "forced";
    case "again":
      return `${why.against} answered the same request and is gone or unfit`;
    case "depends":
      return `depends on ${why.on.join(", ")}`;
    case "subjob":
      return `subjob ${why.subjobs.join(", ")} is not current`;
    case "changed":
      return summarizeChanges(why.changes, why.roots);
  }
}

function summarizeChanges(
  changes: readonly Change[],
  roots: readonly RootCause[],
): string {
  const own = changes.map(describeChange).join("; ");
  const causes = groupEqual(roots, ({ changes }) => changes).map((group) =>
    `${group.map(({ job }) => job).join(", ")}: ` +
    (group[0]?.changes ?? []).map(describeChange).join("; ")
  );
  return causes.length === 0 ? own : `${own}, because of ${causes.join("; ")}`;
}

/**
 * Puts together what shares a cause, in the order of the first of each: two
 * jobs may be built anew because of one changed file.
 *
 * @param causeOf What is equal, as JSON, for those that belong together.
 */
export function groupEqual<Item>(
  items: readonly Item[],
  causeOf: (item: Item) => unknown,
): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = JSON.stringify(causeOf(item));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** Says in a few words what differs. */
export function describeChange(change: Change): string {
  const { section, name, kind } = change;
  if (section === "source") return `${name} ${kind}`;
  const subject = section === "input" ? `input "${name}"` : section;
  if (kind === "added") return `${subject} added: ${shown(change.after)}`;
  if (kind === "removed") return `${subject} removed: ${shown(change.before)}`;
  // Compared whole: two long values may differ only in what is cut off.
  const same = textOf(change.before) === textOf(change.after);
  return same
    ? `${subject} ${shown(change.after)} has new content`
    : `${subject} ${shown(change.before)} → ${shown(change.after)}`;
}

function shown(value: Json | undefined): string {
  return shorten(textOf(value), 80);
}

function textOf(value: Json | undefined): string {
  return value === undefined ? "unknown" : formatWire(value);
}
