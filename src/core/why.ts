/**
 * Why a job was built: what differs from the newest done job of its method.
 *
 * @module
 */

import type { Json } from "./canonical.ts";
import type { KeyPart, KeySection } from "./fingerprint.ts";
import type { JobId } from "./ids.ts";
import { refsIn } from "./wire.ts";

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

/** Compares two fingerprints part by part; sources first, then by name. */
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

/**
 * Finds what lies behind changed input jobs.
 *
 * Every job keeps its own explanation, roots included, so one step is enough
 * to reach the top of the chain.
 *
 * @param find Looks a job up by id; `undefined` when it is gone.
 */
export function rootCauses(
  changes: readonly Change[],
  find: (id: string) => Explained | undefined,
): RootCause[] {
  const roots = new Map<string, RootCause>();
  for (const change of changes) {
    if (change.section !== "input" || change.after === undefined) continue;
    for (const ref of refsIn(change.after)) {
      if (ref["~"] === "file") continue;
      const cause = find(ref["~"] === "job" ? ref.id : ref.job);
      for (const root of cause === undefined ? [] : rootsOf(cause)) {
        roots.set(root.job, root);
      }
    }
  }
  return [...roots.values()];
}

function rootsOf(job: Explained): readonly RootCause[] {
  if (job.why.kind !== "changed") return [];
  if (job.why.roots.length > 0) return job.why.roots;
  return [{ job: job.id, method: job.method, changes: job.why.changes }];
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
  const causes = roots.map((root) =>
    `${root.job}: ${root.changes.map(describeChange).join("; ")}`
  );
  return causes.length === 0 ? own : `${own}, because of ${causes.join("; ")}`;
}

/** Says in a few words what differs. */
export function describeChange(change: Change): string {
  const { section, name, kind } = change;
  if (section === "source") return `${name} ${kind}`;
  const subject = section === "input" ? `input "${name}"` : section;
  if (kind === "added") return `${subject} added: ${shown(change.after)}`;
  if (kind === "removed") return `${subject} removed: ${shown(change.before)}`;
  const before = shown(change.before);
  const after = shown(change.after);
  return before === after
    ? `${subject} ${after} has new content`
    : `${subject} ${before} → ${after}`;
}

function shown(value: Json | undefined): string {
  if (value === undefined) return "unknown";
  const text = JSON.stringify(value, (_key, inner: unknown) => nameRef(inner));
  const plain = text.startsWith('"') && text.endsWith('"') ? text : text;
  return plain.length <= 80 ? plain : `${plain.slice(0, 77)}...`;
}

function nameRef(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("~" in value)) {
    return value;
  }
  const ref = value as Readonly<Record<string, unknown>>;
  switch (ref["~"]) {
    case "job":
      return ref["id"];
    case "dataset":
      return `${ref["job"]}/${ref["name"]}`;
    case "jobFile":
      return `${ref["job"]}:${ref["path"]}`;
    case "file":
      return ref["path"];
    default:
      return value;
  }
}
