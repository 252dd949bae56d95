/**
 * Chooses files of a zip file, and names their datasets.
 *
 * @module
 */

import { AxError } from "ax";
import { zipFault, type ZipFile, type ZipMember } from "./zip.ts";

/** The orders in which datasets can be chained. */
export const chainings = [
  "auto",
  "off",
  "given",
  "zip",
  "filename",
  "dataset",
] as const;

/** What a request says of the files. */
export interface ChoiceInputs {
  readonly files: readonly {
    readonly name: string;
    readonly dataset: string | null;
  }[];
  readonly include: string;
  readonly exclude: string;
  readonly stripDirs: boolean;
  readonly chaining: typeof chainings[number];
}

/** A file that is imported. */
export interface ChosenMember {
  readonly member: ZipMember;
  /** What its dataset is called. */
  readonly dataset: string;
}

/** The files that are imported. */
export interface ZipChoice {
  /** In the order in which their datasets are chained. */
  readonly members: readonly ChosenMember[];
  readonly isChained: boolean;
}

/**
 * Chooses files.
 *
 * @throws {AxError} `input`, for files that are not there, or whose datasets
 * would have one name, and if there are none.
 */
export function chooseMembers(
  file: ZipFile,
  all: readonly ZipMember[],
  inputs: ChoiceInputs,
): ZipChoice {
  const { files, include, exclude, chaining } = inputs;
  if (files.length > 0 && (include !== "" || exclude !== "")) {
    throw fault(`"files" goes without "include" and "exclude"`);
  }
  if (files.length === 0 && chaining === "given") {
    throw fault(`"chaining" is "given", and "files" are not`);
  }
  const isChained = chaining !== "off";
  const chosen = files.length > 0
    ? files.map((one) => ({ ...one, member: findMember(file, all, one.name) }))
    : filterMembers(all, inputs).map((member) => ({ member, dataset: null }));
  if (chosen.length === 0) {
    throw zipFault(
      file,
      all.length === 0
        ? "there are no files in it"
        : `none of its ${all.length} files is one that "include" and ` +
          `"exclude" leave`,
    );
  }
  const taken = new Set(chosen.flatMap(({ dataset }) => dataset ?? []));
  if (isChained || chosen.length === 1) taken.add("default");
  const named = chosen.map(({ member, dataset }): ChosenMember => {
    if (dataset !== null) return { member, dataset };
    const name = nameOf(member.name, inputs, taken);
    taken.add(name);
    return { member, dataset: name };
  });
  const members = order(named, inputs, all);
  checkNames(members, isChained);
  return { members, isChained };
}

function findMember(
  file: ZipFile,
  all: readonly ZipMember[],
  name: string,
): ZipMember {
  const found = all.findLast((member) => member.name === name);
  if (found !== undefined) return found;
  const names = all.slice(0, 8).map((member) => JSON.stringify(member.name));
  const more = all.length > 8 ? ` and ${all.length - 8} more` : "";
  throw zipFault(
    file,
    `it has no file ${JSON.stringify(name)}: there is ${
      names.join(", ") || "none"
    }${more}`,
  );
}

function filterMembers(
  all: readonly ZipMember[],
  { include, exclude }: ChoiceInputs,
): ZipMember[] {
  const wanted = patternOf("include", include);
  const unwanted = exclude === "" ? undefined : patternOf("exclude", exclude);
  return all.filter(({ name }) =>
    wanted.test(name) && unwanted?.test(name) !== true
  );
}

function patternOf(input: string, text: string): RegExp {
  try {
    return new RegExp(text, "u");
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new AxError(
      "input",
      `Cannot use "${input}" ${JSON.stringify(text)}: ${reason}`,
      { cause },
    );
  }
}

/** The name of a file as that of a dataset, which nothing else has. */
function nameOf(
  file: string,
  { stripDirs }: ChoiceInputs,
  taken: ReadonlySet<string>,
): string {
  const path = stripDirs ? file.slice(file.lastIndexOf("/") + 1) : file;
  let name = path.replaceAll(/[^0-9A-Za-z._-]/gu, "_");
  while (taken.has(name)) name += "_";
  return name;
}

function order(
  named: readonly ChosenMember[],
  { chaining }: ChoiceInputs,
  all: readonly ZipMember[],
): readonly ChosenMember[] {
  const by = <Key extends string | number>(
    keyOf: (one: ChosenMember) => Key,
  ): ChosenMember[] =>
    named.toSorted((a, b) => {
      const [x, y] = [keyOf(a), keyOf(b)];
      return x < y ? -1 : x > y ? 1 : 0;
    });
  switch (chaining) {
    case "filename":
      return by(({ member }) => member.name);
    case "dataset":
      return by(({ dataset }) => dataset);
    case "zip":
      return by(({ member }) => all.indexOf(member));
    default:
      return named;
  }
}

function checkNames(
  members: readonly ChosenMember[],
  isChained: boolean,
): void {
  const names = members.map(({ dataset }) => dataset);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) {
    throw fault(`two datasets would be called ${JSON.stringify(twice)}`);
  }
  const at = names.indexOf("default");
  if (!isChained || at === -1 || at === names.length - 1) return;
  throw fault(
    `dataset "default" is that of ` +
      `${JSON.stringify(members[at]?.member.name)}, which is not the last ` +
      `one of the chain`,
  );
}

function fault(problem: string): AxError {
  return new AxError("input", `Cannot import the zip file: ${problem}`);
}
