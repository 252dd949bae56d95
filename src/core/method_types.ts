/**
 * The TypeScript declaration of what requests may pass to each method.
 *
 * @module
 */

import { defaultOf, describeSpec, type InputSpec } from "./input_spec.ts";
import type { MethodDescriptor } from "./method.ts";

/** A method to declare. */
export interface DeclaredMethod {
  readonly name: string;
  /** What it takes; when it is not known, any inputs pass. */
  readonly descriptor?:
    | Pick<MethodDescriptor, "description" | "inputs">
    | undefined;
  /** What its author has written about inputs, by name. */
  readonly notes?: ReadonlyMap<string, string> | undefined;
}

const HEAD = `/**
 * The methods of this project, and what a request passes to each.
 *
 * Written by ax; changes to it are lost.
 *
 * @module
 */

import type { Dataset, GivenInputs, Job, JobFile } from "ax";

declare module "ax" {
  interface Methods {
`;

/**
 * Writes the file that fills in `Methods` of `"ax"`, so that an editor
 * completes and checks `urd.build("…", {…})`.
 *
 * @param methods In any order; of equal names the first one counts.
 * @returns The same text for the same methods.
 */
export function formatMethodTypes(methods: readonly DeclaredMethod[]): string {
  const byName = new Map<string, DeclaredMethod>();
  for (const method of methods) {
    if (!byName.has(method.name)) byName.set(method.name, method);
  }
  const names = [...byName.keys()].sort();
  const members = names.flatMap((name) => {
    const { descriptor, notes } = byName.get(name) ?? {};
    return [
      ...comment(descriptor?.description ?? ""),
      `readonly ${key(name)}: ${typeOfInputs(descriptor, notes)};`,
    ];
  });
  return `${HEAD}${indent(members, 4)}  }\n}\n`;
}

function typeOfInputs(
  descriptor: DeclaredMethod["descriptor"],
  notes: DeclaredMethod["notes"],
): string {
  return descriptor === undefined
    ? "GivenInputs"
    : typeOfRecord(descriptor.inputs, notes);
}

/** The type of what a request passes for one input. */
function typeOf(spec: InputSpec): string {
  switch (spec.kind) {
    case "string":
    case "file":
      return "string";
    case "number":
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    case "date":
    case "datetime":
      return "string | Date";
    case "oneOf":
      return spec.values.map((value) => JSON.stringify(value)).join(" | ");
    case "list":
      return listOf(typeOf(spec.items));
    case "record":
      return typeOfRecord(spec.fields);
    case "map":
      return `{ readonly [name: string]: ${typeOf(spec.values)} }`;
    case "optional":
      return `${typeOf(spec.inner)} | null`;
    case "dataset":
      return "Dataset | Job";
    case "job":
      return "Job";
    case "jobFile":
      return "JobFile";
  }
}

function listOf(type: string): string {
  return /[ |]/.test(type) ? `readonly (${type})[]` : `readonly ${type}[]`;
}

function typeOfRecord(
  fields: Readonly<Record<string, InputSpec>>,
  notes?: ReadonlyMap<string, string>,
): string {
  const members = Object.entries(fields).flatMap(([name, spec]) => {
    const fallback = defaultOf(spec);
    // `undefined` may be passed too, which is the same as leaving it out.
    const type = fallback === undefined
      ? typeOf(spec)
      : `${typeOf(spec)} | undefined`;
    const mark = fallback === undefined ? "" : "?";
    return [
      ...comment([notes?.get(name), says(spec, fallback)].join("\n")),
      `readonly ${key(name)}${mark}: ${type};`,
    ];
  });
  return members.length === 0
    ? "{ readonly [name: string]: never }"
    : `{\n${indent(members, 2)}}`;
}

function says(spec: InputSpec, fallback: unknown): string {
  const what = describeSpec(spec);
  return fallback === undefined || fallback === null
    ? what
    : `${what}; default ${JSON.stringify(fallback)}`;
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function comment(text: string): string[] {
  const lines = text.replaceAll("*/", "* /").trim().split(/\s*?\r?\n/);
  if (lines[0] === "") return [];
  if (lines.length === 1) return [`/** ${lines[0]} */`];
  return ["/**", ...lines.map((line) => ` * ${line}`.trimEnd()), " */"];
}

/** Each line of each text, moved to the right. */
function indent(texts: readonly string[], by: number): string {
  return texts.flatMap((text) => text.split("\n"))
    .map((line) => `${" ".repeat(by)}${line}\n`).join("");
}
