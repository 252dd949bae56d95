/**
 * How a package is named on the command line and in code.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";

/** A package as it was asked for. */
export interface PackageSpec {
  /** As in `simple-statistics` or `@scope/name`. */
  readonly name: string;
  /** A version or a range; empty for the newest. */
  readonly version: string;
  /** As in `/fp` of `date-fns/fp`; empty for the package's main module. */
  readonly subpath: string;
}

const NAME = "(?:@[a-z0-9~_][a-z0-9._~-]*/)?[a-z0-9~_][a-z0-9._~-]*";
const SPEC = new RegExp(
  `^npm:/?(${NAME})(?:@([^/@\\s"'\\\\]*))?((?:/[\\w.-]+)*)$`,
  "i",
);

/** Reads `npm:NAME@VERSION`; nothing when the text is no such thing. */
export function findPackageSpec(text: string): PackageSpec | undefined {
  const [, name, version = "", subpath = ""] = SPEC.exec(text) ?? [];
  if (name === undefined || subpath.split("/").includes("..")) return undefined;
  return { name, version, subpath };
}

/**
 * Reads what a user wants to add.
 *
 * @throws {AxError} `usage`, saying how it is to be written.
 */
export function getPackageSpec(text: string): PackageSpec {
  const found = findPackageSpec(text);
  if (found !== undefined) return found;
  const named = findPackageSpec(`npm:${text}`);
  throw new AxError(
    "usage",
    `Cannot add ${JSON.stringify(text)}: a package is named as in ` +
      `npm:simple-statistics@7.8.8`,
    named === undefined ? {} : { hint: `Write "npm:${text}".` },
  );
}

/** Writes it as {@linkcode findPackageSpec} reads it. */
export function formatPackageSpec(spec: PackageSpec): string {
  const version = spec.version === "" ? "" : `@${spec.version}`;
  return `npm:${spec.name}${version}${spec.subpath}`;
}

/** The name that code imports it by. */
export function bareName({ name, subpath }: PackageSpec): string {
  return name + subpath;
}
