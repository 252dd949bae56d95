/**
 * Shows methods and what they take.
 *
 * @module
 */

import type { DescribedMethod } from "../build/build.ts";
import type { MethodFile } from "../build/methods.ts";
import { defaultOf, describeSpec, type InputSpec } from "../core/input_spec.ts";
import type { MethodPermissions } from "../core/method.ts";
import { formatWire } from "../core/wire_text.ts";
import type { Style } from "./style.ts";
import { cutLast, oneLine, table, tame } from "./text.ts";

/**
 * One line a method: the project's own first, then those of ax.
 *
 * @param columns Where to cut descriptions: the width of a terminal.
 */
export function formatMethods(
  methods: readonly DescribedMethod[],
  style: Style,
  columns = Infinity,
): string[] {
  const own = methods.filter(({ file }) => !file.standard);
  const standard = methods.filter(({ file }) => file.standard);
  const lines = listed(own, style, columns);
  if (standard.length === 0) return lines;
  if (lines.length > 0) lines.push("");
  return [
    ...lines,
    style.bold("Methods of ax"),
    ...listed(standard, style, columns),
  ];
}

function listed(
  methods: readonly DescribedMethod[],
  style: Style,
  columns: number,
): string[] {
  const rows = methods.map(({ file, descriptor, error }) => [
    file.name,
    error === undefined
      ? oneLine(descriptor?.description.trim().split("\n")[0] ?? "")
      : "does not load",
  ]);
  cutLast(rows, columns);
  return table(rows, [], (cell, column, row) => {
    if (column === 0) return style.bold(cell);
    return methods[row]?.error === undefined ? cell : style.red(cell);
  });
}

/** All about one method. @param columns Where to wrap what is noted. */
export function formatMethod(
  { file, descriptor, notes }: DescribedMethod,
  style: Style,
  columns = 80,
): string[] {
  const lines = [`${style.bold(file.name)}  ${style.dim(file.path)}`];
  if (descriptor === undefined) return lines;
  const { description, inputs, stages, builds, permissions } = descriptor;
  if (description.trim() !== "") {
    lines.push(...tame(description.trim()).split("\n"));
  }
  const rows = Object.entries(inputs).map(([name, spec]) => [
    name,
    describeSpec(spec),
    defaultText(spec),
  ]);
  lines.push("", style.bold("Inputs"));
  if (rows.length === 0) lines.push("  none");
  const specs = Object.entries(inputs);
  const noted = table(rows).flatMap((line, index) => {
    const [name = "", spec] = specs[index] ?? [];
    const note = [notes?.get(name) ?? "", ...fieldNotes(spec)].join("\n");
    return [
      `  ${line}`,
      ...noteLines(note, columns).map((line) => `      ${style.dim(line)}`),
    ];
  });
  lines.push(...noted);
  lines.push("", `${style.bold("Stages")} ${stages.join(", ")}`);
  if (builds) lines.push("It asks for jobs itself.");
  lines.push(...permissionLines(permissions));
  return lines;
}

/** What each field of a record takes, however the input has records. */
function fieldNotes(spec: InputSpec | undefined): string[] {
  switch (spec?.kind) {
    case "list":
      return fieldNotes(spec.items);
    case "map":
      return fieldNotes(spec.values);
    case "optional":
      return fieldNotes(spec.inner);
    case "record":
      return Object.entries(spec.fields).flatMap(([name, field]) => {
        const byDefault = defaultText(field);
        const comma = byDefault === "" ? "" : ", ";
        const line = `- ${name}: ${describeSpec(field)}${comma}${byDefault}`;
        return [line, ...fieldNotes(field)];
      });
    default:
      return [];
  }
}

/** A note in lines that leave room for their indentation. */
function noteLines(note: string, columns: number): string[] {
  const width = Math.max(20, Math.min(columns, 80) - 6);
  return tame(note).split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    for (const word of paragraph.split(" ")) {
      const line = lines.at(-1);
      const fits = line !== undefined && line.length + word.length < width;
      if (fits) lines[lines.length - 1] = `${line} ${word}`;
      else if (word !== "") lines.push(word);
    }
    return lines;
  });
}

function defaultText(spec: InputSpec): string {
  const value = defaultOf(spec);
  if (value === undefined) return "";
  return value === null ? "" : `default ${formatWire(value)}`;
}

function permissionLines(permissions: MethodPermissions): string[] {
  return Object.entries(permissions).map(([name, values]) =>
    `It must be granted ${name}: ${values.join(", ")}`
  );
}

/** One line a build script. */
export function formatScripts(scripts: readonly MethodFile[]): string[] {
  return table(scripts.map(({ name, path }) => [name, path]));
}
