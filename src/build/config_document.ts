/**
 * A JSON file with comments, read value by value, so that whatever is wrong
 * in it is named with its line and column.
 *
 * @module
 */

import {
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import { AxError } from "../core/errors.ts";
import { didYouMean } from "../core/suggest.ts";
import { placeOf } from "./lexer.ts";

/** Looks up an environment variable. */
export type Environment = (name: string) => string | undefined;

/** A value in the file, and what leads to it, as in `workdirs.dev`. */
export interface Value {
  readonly node: Node;
  readonly path: string;
}

/** What a file is called, says, and may ask of the environment. */
export interface ConfigSource {
  /** As messages name it. */
  readonly file: string;
  readonly text: string;
  readonly env: Environment;
}

/** The file; every method throws {@linkcode AxError} `config` with a place. */
export class ConfigDocument {
  readonly #source: ConfigSource;
  /** What the file holds: an object, by {@linkcode members}. */
  readonly root: Value;

  constructor(source: ConfigSource) {
    this.#source = source;
    const errors: ParseError[] = [];
    const node = this.#parse(errors);
    const [error] = errors;
    if (error !== undefined) {
      throw this.#error(
        error.offset,
        `Cannot parse ${source.file}: ${wordsOf(error)}`,
      );
    }
    this.root = { node: node as Node, path: "" };
  }

  #parse(errors: ParseError[]): Node | undefined {
    const { file, text } = this.#source;
    try {
      return parseTree(text, errors, { allowTrailingComma: true });
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      throw this.#error(0, `Cannot parse ${file}: it is nested too deeply`);
    }
  }

  /** The members of an object by name, in order; a name must stand once. */
  members(value: Value): Map<string, Value> {
    if (value.node.type !== "object") throw this.expected("an object", value);
    const members = new Map<string, Value>();
    for (const { children } of value.node.children ?? []) {
      const [key, node] = children ?? [];
      if (key === undefined || node === undefined) continue;
      const name = String(key.value);
      const path = value.path === "" ? name : `${value.path}.${name}`;
      const member = { node, path };
      if (members.has(name)) {
        throw this.fail({ node: key, path }, `"${path}" is there twice`);
      }
      members.set(name, member);
    }
    return members;
  }

  /** Refuses members that nobody knows. */
  onlyKnown(
    members: ReadonlyMap<string, Value>,
    known: readonly string[],
  ): void {
    for (const [name, value] of members) {
      if (known.includes(name)) continue;
      const key = value.node.parent?.children?.[0] ?? value.node;
      throw this.fail(
        { node: key, path: value.path },
        `unknown key "${value.path}"${didYouMean(name, known)}`,
        `The keys are ${known.join(", ")}.`,
      );
    }
  }

  /** A string with its variables filled in; not empty. */
  text(value: Value): string {
    const { node } = value;
    if (node.type !== "string") throw this.expected("a string", value);
    const text = this.#interpolate(value, String(node.value));
    if (text === "") throw this.fail(value, `"${value.path}" is empty`);
    if (text.includes("\0")) throw this.expected("a string without NUL", value);
    return text;
  }

  /** A whole number, or a string of variables that gives one. */
  integer(value: Value, range: { min: number; max: number }): number {
    const { node } = value;
    const variable = node.type === "string" && /\$\{/.test(String(node.value));
    const number = variable ? Number(this.text(value)) : node.value;
    const fits = Number.isSafeInteger(number) && number >= range.min &&
      number <= range.max;
    if (fits) return Number(number);
    throw this.expected(
      `a whole number from ${range.min} to ${range.max}`,
      value,
    );
  }

  /** A list of strings, as {@linkcode text} reads them. */
  texts(value: Value): { text: string; value: Value }[] {
    if (value.node.type !== "array") {
      throw this.expected("a list of strings", value);
    }
    return (value.node.children ?? []).map((node, index) => {
      const item = { node, path: `${value.path}[${index}]` };
      return { text: this.text(item), value: item };
    });
  }

  /** The error for a value of the wrong kind. */
  expected(what: string, value: Value): AxError {
    const { offset, length } = value.node;
    const shown = this.#source.text.slice(offset, offset + length);
    const short = shown.length <= 40 ? shown : `${shown.slice(0, 37)}...`;
    const subject = value.path === "" ? "" : `"${value.path}": `;
    return this.fail(value, `${subject}expected ${what}, got ${short}`);
  }

  /** The error at a value. */
  fail(value: Value, what: string, hint?: string): AxError {
    return this.#error(
      value.node.offset,
      `Cannot use ${this.#source.file}: ${what}`,
      hint,
    );
  }

  #error(offset: number, message: string, hint?: string): AxError {
    const { file, text } = this.#source;
    return new AxError("config", message, {
      location: { file, ...placeOf(text, offset) },
      ...(hint === undefined ? {} : { hint }),
    });
  }

  #interpolate(value: Value, text: string): string {
    return text.replace(/\$\{([^}]*)\}?/g, (whole, inner: string) => {
      const match = /^([A-Za-z_][A-Za-z0-9_]*)(?:=([\s\S]*))?$/.exec(inner);
      const [, name, other] = match ?? [];
      if (name === undefined || !whole.endsWith("}")) {
        throw this.fail(
          value,
          `"${value.path}": cannot read ${whole}`,
          "Write ${NAME}, or ${NAME=default} for what may be unset.",
        );
      }
      const found = this.#source.env(name) ?? other;
      if (found !== undefined) return found;
      throw this.fail(
        value,
        `"${value.path}": the environment variable ${name} is not set`,
        `Set it, or give a default: \${${name}=…}.`,
      );
    });
  }
}

/** `CommaExpected` as words. */
function wordsOf(error: ParseError): string {
  return printParseErrorCode(error.error).replace(/\B([A-Z])/g, " $1")
    .toLowerCase();
}
