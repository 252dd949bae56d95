/**
 * Why a job was built, in few words: what a line of a build has room for.
 * {@linkcode summarizeWhy} says all of it.
 *
 * @module
 */

import { shorten } from "./text_cut.ts";
import {
  type Change,
  describeChange,
  groupEqual,
  newJobsIn,
  type RootCause,
  summarizeWhy,
  type Why,
} from "./why.ts";
import { formatWire } from "./wire_text.ts";

/** What there is to know for few words. */
export interface BriefOptions {
  /** The method of the job that is explained. */
  readonly method: string;
  /** Jobs that the reader was told of: nothing is said of their reasons. */
  readonly told?: ReadonlySet<string>;
  /** A command that tells the rest, named when there is a rest. */
  readonly more?: string;
}

/** Longer lists of reasons and of jobs end in a count. */
const MOST = 3;

/** Longer values of inputs are not shown. */
const LONGEST_VALUE = 30;

/** Says in at most three reasons why a job is built, the rest as a count. */
export function briefWhy(why: Why, options: BriefOptions): string {
  switch (why.kind) {
    case "subjob":
      return `subjob ${few(why.subjobs)} is not current`;
    case "depends":
      return `depends on ${few(why.on)}`;
    case "changed": {
      const own = joined(briefChanges(why.changes, options.method), options);
      const roots = why.roots.filter(({ job }) => !options.told?.has(job));
      const above = briefRoots(roots);
      return above === "" ? own : `${own}, because of ${above}`;
    }
    case "build":
    case "first":
    case "forced":
    case "again":
      return summarizeWhy(why);
  }
}

function joined(reasons: readonly string[], { more }: BriefOptions): string {
  if (reasons.length <= MOST) return reasons.join("; ");
  const rest = `${reasons.length - MOST + 1} more changes`;
  const shown = reasons.slice(0, MOST - 1).join("; ");
  return more === undefined
    ? `${shown}; ${rest}`
    : `${shown}; ${rest}: ${more}`;
}

/** Names what lies further up, and of each group the first reason. */
function briefRoots(roots: readonly RootCause[]): string {
  const groups = groupEqual(roots, ({ changes }) => changes);
  const [first] = groups;
  if (first?.[0] === undefined) return "";
  const { changes, method } = first[0];
  const [reason = "", ...others] = briefChanges(changes, method);
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  const names = few(first.map(({ job }) => job));
  const rest = groups.slice(1).flat().map(({ job }) => job);
  const also = rest.length === 0 ? "" : `; and of ${few(rest)}`;
  return `${names}: ${reason}${more}${also}`;
}

/**
 * What began it, in a few words each: the changes of the roots, then the job's
 * own ones that no root explains.
 */
export function causesOf(
  why: Why & { readonly kind: "changed" },
  method: string,
): string[] {
  const { changes, roots } = why;
  const own = roots.length === 0
    ? changes
    : changes.filter((change) => newJobsIn(change).length === 0);
  const above = roots.flatMap(({ method, changes }) => {
    const sources = changes.filter(({ section }) => section === "source");
    const others = changes.filter(({ section }) => section !== "source");
    return [
      ...briefChanges(sources, method),
      ...briefChanges(others, method).map((words) => `${words} (${method})`),
    ];
  });
  return [...new Set([...above, ...briefChanges(own, method)])];
}

/** A few words for each change; those of source files are put together. */
function briefChanges(
  changes: readonly Change[],
  method: string,
): string[] {
  const worthy = changes.filter((change) => !isVoid(change));
  const { standard, own, others } = partChanges(
    worthy.length > 0 ? worthy : changes,
  );
  return [
    ...others.filter(({ section }) => section !== "input").map(briefChange),
    ...(standard.length === 0 ? [] : [briefStandard(standard, method)]),
    ...(own.length === 0 ? [] : [briefSource(own, method)]),
    ...briefInputs(others.filter(({ section }) => section === "input")),
  ];
}

/** Whether a method only has an input more or less that was not given. */
function isVoid(change: Change): boolean {
  const { section, kind, before = null, after = null } = change;
  return section === "input" && kind !== "changed" && before === null &&
    after === null;
}

/** Inputs one by one, or those that name other jobs and a list of the rest. */
function briefInputs(inputs: readonly Change[]): string[] {
  if (inputs.length < MOST) return inputs.map(briefChange);
  const led = inputs.filter((change) => newJobsIn(change).length > 0);
  const shown = led.length < MOST ? led : [];
  const rest = inputs.filter((change) => !shown.includes(change));
  if (rest.length === 1) return inputs.map(briefChange);
  const kinds = new Set(rest.map(({ kind }) => kind));
  const [kind = "changed"] = kinds.size === 1 ? kinds : [];
  const names = few(rest.map(({ name }) => JSON.stringify(name)));
  return [...shown.map(briefChange), `inputs ${names} ${kind}`];
}

/** Where the sources of standard methods lie in an import closure. */
const STANDARD = "ax/methods/";

/** Changes by where they happened, each in the order given. */
export interface PartedChanges {
  /** In the source of ax's own methods; names without `ax/methods/`. */
  readonly standard: readonly Change[];
  /** In the project's source. */
  readonly own: readonly Change[];
  /** In inputs and all else. */
  readonly others: readonly Change[];
}

/** Tells the changes of ax's own methods, of the project and of inputs apart. */
export function partChanges(changes: readonly Change[]): PartedChanges {
  const isStandard = ({ section, name }: Change): boolean =>
    section === "source" && name.startsWith(STANDARD);
  return {
    standard: changes.filter(isStandard).map((change) => ({
      ...change,
      name: change.name.slice(STANDARD.length),
    })),
    own: changes.filter((change) =>
      change.section === "source" && !isStandard(change)
    ),
    others: changes.filter(({ section }) => section !== "source"),
  };
}

/**
 * Says that a standard method is another one, as after an upgrade of ax.
 *
 * @param changes Not none, as from {@linkcode partChanges}.
 */
export function briefStandard(
  changes: readonly Change[],
  method: string,
): string {
  const main = changes.find(({ name }) => name === `${method}.ts`);
  const said = `ax's ${method} ${main?.kind ?? "changed"}`;
  const [only] = changes;
  if (changes.length > 1) return `${said}: ${changes.length} files`;
  return main === only || only === undefined ? said : `${said}: ${only.name}`;
}

function briefSource(changes: readonly Change[], method: string): string {
  const [first, ...rest] = changes.toSorted((a, b) =>
    Number(isMain(b, method)) - Number(isMain(a, method))
  );
  if (first === undefined) return "";
  const [second] = rest;
  if (second === undefined) return describeChange(first);
  const others = rest.length === 1 ? second.name : `${rest.length} more`;
  return `source changed: ${first.name} and ${others}`;
}

/** Whether it is the method's own file that changed. */
function isMain({ name }: Change, method: string): boolean {
  return name.split("/").at(-1) === `${method}.ts`;
}

function briefChange(change: Change): string {
  const { section, name, kind, before, after } = change;
  const texts = [before, after].map((value) =>
    value === undefined ? "" : formatWire(value)
  );
  const most = texts[0] === texts[1] ? 2 * LONGEST_VALUE : LONGEST_VALUE;
  const isLong = texts.some(({ length }) => length > most);
  const subject = section === "input" ? `input "${name}"` : section;
  return isLong ? `${shorten(subject, 60)} ${kind}` : describeChange(change);
}

function few(names: readonly string[]): string {
  if (names.length <= MOST) return names.join(", ");
  const shown = names.slice(0, MOST - 1).join(", ");
  return `${shown} and ${names.length - MOST + 1} more`;
}
