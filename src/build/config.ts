/**
 * `ax.json`: what it may say, what holds where it says nothing.
 *
 * @module
 */

import { join, resolve } from "node:path";
import type { Compression } from "../core/datasets.ts";
import { isWorkdirName } from "../core/ids.ts";
import type { MethodPermissions } from "../core/method.ts";
import {
  ConfigDocument,
  type ConfigSource,
  type Value,
} from "./config_document.ts";
import {
  inside,
  isDirectory,
  recordedSlices,
  settledPath,
} from "./config_paths.ts";

/** What a project is set to. Every path is absolute. */
export interface Config {
  /** How many slices every dataset has. */
  readonly slices: number;
  /** Where each workdir lies, by name; the target among them. */
  readonly workdirs: ReadonlyMap<string, string>;
  /** The name of the workdir that new jobs go to. */
  readonly target: string;
  /** The directories of methods and build scripts. */
  readonly methods: readonly string[];
  /** What `file()` inputs are under. */
  readonly input: string;
  /** Where results are linked. */
  readonly results: string;
  /** What methods may be granted when they ask for it. */
  readonly permissions: MethodPermissions;
  /** How many stages and slices run at a time. */
  readonly jobs: number;
  /** `fast` leaves out the syncs that make a job outlive a power loss. */
  readonly durability: "full" | "fast";
  /** How datasets are compressed whose method does not say. */
  readonly compression: Compression | undefined;
}

/** Every key of `ax.json`. */
export const configKeys = [
  "$schema",
  "slices",
  "workdirs",
  "target",
  "methods",
  "input",
  "results",
  "permissions",
  "jobs",
  "durability",
  "compression",
] as const;

/** The largest number of slices. */
export const MAX_SLICES = 4096;

/** The largest number of jobs at a time. */
export const MAX_JOBS = 1024;

/** What a project without `ax.json` is set to. */
export function defaultConfig(root: string): Config {
  return readConfig(root, {
    file: "ax.json",
    text: "{}",
    env: () => undefined,
  });
}

/**
 * Reads the text of an `ax.json`.
 *
 * @param root The project's directory; relative paths start there.
 * @throws {AxError} `config`, with file, line and column.
 */
export function readConfig(root: string, source: ConfigSource): Config {
  const document = new ConfigDocument(source);
  const members = document.members(document.root);
  document.onlyKnown(members, configKeys);
  const reader = new ConfigReader(root, document, members);
  reader.checkSchema();
  const workdirs = reader.workdirs();
  const target = reader.target(workdirs);
  return {
    slices: reader.slices(workdirs, target),
    workdirs,
    target,
    methods: reader.methods(workdirs),
    input: reader.directory("input", { mustExist: true }),
    results: reader.directory("results", { mustExist: false }),
    permissions: reader.permissions(),
    jobs: reader.jobs(),
    durability: reader.durability(),
    compression: reader.compression(),
  };
}

/** Reads the keys one by one. */
class ConfigReader {
  readonly #root: string;
  readonly #document: ConfigDocument;
  readonly #members: ReadonlyMap<string, Value>;

  constructor(
    root: string,
    document: ConfigDocument,
    members: ReadonlyMap<string, Value>,
  ) {
    this.#root = root;
    this.#document = document;
    this.#members = members;
  }

  checkSchema(): void {
    const value = this.#members.get("$schema");
    if (value !== undefined) this.#document.text(value);
  }

  workdirs(): Map<string, string> {
    const value = this.#members.get("workdirs");
    if (value === undefined) {
      return new Map([["dev", join(this.#root, "workdir")]]);
    }
    const members = this.#document.members(value);
    if (members.size === 0) {
      throw this.#document.expected(
        'a workdir, as in {"dev": "workdir"}',
        value,
      );
    }
    const workdirs = new Map<string, string>();
    const taken = new Map<string, string>();
    for (const [name, member] of members) {
      const path = this.#workdir(name, member);
      const settled = settledPath(path);
      const other = taken.get(settled);
      if (other !== undefined) {
        throw this.#document.fail(
          member,
          `workdirs "${other}" and "${name}" are the same directory, ${settled}`,
          "Give each workdir a directory of its own.",
        );
      }
      taken.set(settled, name);
      workdirs.set(name, path);
    }
    return workdirs;
  }

  #workdir(name: string, member: Value): string {
    if (!isWorkdirName(name)) {
      throw this.#document.fail(
        member,
        `cannot name a workdir "${name}"`,
        'Use up to 64 letters, digits, "_", and "." or "-" between them.',
      );
    }
    const path = resolve(this.#root, this.#document.text(member));
    if (isDirectory(path) !== false) return path;
    throw this.#document.fail(member, `"${path}" is not a directory`);
  }

  /** Only the target is made when it is missing. */
  target(workdirs: ReadonlyMap<string, string>): string {
    const value = this.#members.get("target");
    const [first] = workdirs.keys();
    const target = value === undefined ? first : this.#document.text(value);
    if (value !== undefined && !workdirs.has(target ?? "")) {
      throw this.#document.fail(
        value,
        `target "${target}" is not among the workdirs`,
        `The workdirs are ${[...workdirs.keys()].join(", ")}.`,
      );
    }
    const members = this.#members.get("workdirs");
    for (const [name, path] of workdirs) {
      if (name === target || isDirectory(path) || !members) continue;
      const member = this.#document.members(members).get(name);
      throw this.#document.fail(
        member ?? members,
        `workdir "${name}" is missing: there is no directory ${path}`,
        "Make the directory, or leave the workdir out.",
      );
    }
    return target ?? "dev";
  }

  slices(workdirs: ReadonlyMap<string, string>, target: string): number {
    const value = this.#members.get("slices");
    const range = { min: 1, max: MAX_SLICES };
    if (value === undefined) {
      return recordedSlices(workdirs.get(target) ?? "") ?? cores();
    }
    const slices = this.#document.integer(value, range);
    for (const [name, path] of workdirs) {
      const recorded = recordedSlices(path);
      if (recorded === undefined || recorded === slices) continue;
      throw this.#document.fail(
        value,
        `"slices" is ${slices}, but workdir "${name}" has ${recorded}`,
        `Write ${recorded}, or use another workdir: a workdir keeps its ` +
          `number of slices.`,
      );
    }
    return slices;
  }

  methods(workdirs: ReadonlyMap<string, string>): string[] {
    const value = this.#members.get("methods");
    if (value === undefined) return [join(this.#root, "methods")];
    return this.#document.texts(value).map(({ text, value }) => {
      const path = resolve(this.#root, text);
      if (!inside(this.#root, path)) {
        throw this.#document.fail(
          value,
          `methods directory "${text}" lies outside the project`,
          "A job keeps its source by paths from the project's root.",
        );
      }
      for (const [name, workdir] of workdirs) {
        if (!inside(path, workdir)) continue;
        throw this.#document.fail(
          value,
          `methods directory "${text}" holds workdir "${name}"`,
          "The sources that jobs keep would be taken for methods.",
        );
      }
      this.#exist(value, path);
      return path;
    });
  }

  directory(
    key: "input" | "results",
    { mustExist }: { readonly mustExist: boolean },
  ): string {
    const value = this.#members.get(key);
    if (value === undefined) return join(this.#root, key);
    const path = resolve(this.#root, this.#document.text(value));
    if (mustExist || isDirectory(path) === false) this.#exist(value, path);
    return path;
  }

  #exist(value: Value, path: string): void {
    const found = isDirectory(path);
    if (found) return;
    throw this.#document.fail(
      value,
      found === undefined
        ? `"${value.path}": there is no directory ${path}`
        : `"${value.path}": ${path} is not a directory`,
    );
  }

  permissions(): MethodPermissions {
    const value = this.#members.get("permissions");
    if (value === undefined) return {};
    const members = this.#document.members(value);
    this.#document.onlyKnown(members, ["net", "env", "read"]);
    const lists = [...members].map(([name, member]) => {
      const items = this.#document.texts(member);
      for (const { text, value } of items) {
        if (name !== "read" || text.startsWith("/")) continue;
        throw this.#document.expected("an absolute path", value);
      }
      return [name, items.map(({ text }) => text)];
    });
    return Object.fromEntries(lists);
  }

  jobs(): number {
    const value = this.#members.get("jobs");
    if (value === undefined) return cores();
    return this.#document.integer(value, { min: 1, max: MAX_JOBS });
  }

  durability(): "full" | "fast" {
    const value = this.#members.get("durability");
    if (value === undefined) return "full";
    const text = this.#document.text(value);
    if (text === "full" || text === "fast") return text;
    throw this.#document.expected('"full" or "fast"', value);
  }

  compression(): Compression | undefined {
    const value = this.#members.get("compression");
    if (value === undefined) return undefined;
    const text = this.#document.text(value);
    if (text === "none" || text === "texts" || text === "zstd") return text;
    throw this.#document.expected('"none", "texts" or "zstd"', value);
  }
}

function cores(): number {
  return navigator.hardwareConcurrency;
}
