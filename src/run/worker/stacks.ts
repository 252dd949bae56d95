/**
 * Errors as their author wants to see them: `methods/x.ts:12:5`, without ax's
 * own frames and without the URLs that code was loaded from.
 *
 * @module
 */

import { AxError } from "../../core/errors.ts";
import { excerpt } from "../../core/text_cut.ts";
import type { ErrorReport, ModulePart } from "../protocol.ts";
import { denialHint, explainDenials } from "./denials.ts";

/** Which modules each loaded URL stands for. */
export class SourceNames {
  readonly #parts = new Map<string, readonly ModulePart[]>();

  /** @param parts In the order of their lines. */
  add(url: string, parts: readonly ModulePart[]): void {
    this.#parts.set(url, parts);
  }

  has(url: string): boolean {
    return this.#parts.has(url);
  }

  /** Puts paths where URLs stand, and a module's own lines behind them. */
  restore(text: string): string {
    if (!text.includes("blob:")) return text;
    return text.replaceAll(
      /(blob:null\/[0-9a-f-]{36})(?::(\d+))?/g,
      (_, url: string, line: string | undefined) =>
        this.#nameOf(url, line === undefined ? undefined : Number(line)),
    );
  }

  #nameOf(url: string, line: number | undefined): string {
    const parts = this.#parts.get(url);
    if (line === undefined) return parts?.at(-1)?.path ?? "ax";
    const part = parts?.findLast((known) => known.line <= line) ?? parts?.[0];
    return part === undefined
      ? `ax:${line}`
      : `${part.path}:${line - part.line + 1}`;
  }
}

let current = new SourceNames();

interface CallSite {
  getFileName(): string | null;
  toString(): string;
}

/** Makes every stack of this Worker show paths and only the user's frames. */
export function showSourceLines(): SourceNames {
  current = new SourceNames();
  const names = current;
  const format = (error: Error, sites: readonly CallSite[]): string => {
    const frames = sites.filter((site) => isUserFrame(site, names)).map((
      site,
    ) => `\n    at ${names.restore(site.toString())}`);
    return titleOf(error, names) + frames.join("");
  };
  Object.defineProperty(Error, "prepareStackTrace", {
    value: format,
    configurable: true,
    writable: true,
  });
  return names;
}

function isUserFrame(site: CallSite, names: SourceNames): boolean {
  const file = site.getFileName();
  return file === null || names.has(file);
}

function titleOf(error: Error, names: SourceNames): string {
  try {
    const { name } = error;
    const message = excerpt(error.message, MOST_MESSAGE);
    const title = message === "" ? String(name) : `${name}: ${message}`;
    return names.restore(title);
  } catch {
    return "Error";
  }
}

/** How much of an error is kept, in UTF-16 code units: people read it. */
const MOST_MESSAGE = 10_000;
const MOST_STACK = 100_000;

/** Turns anything thrown into a report. Never throws. */
export function reportError(
  thrown: unknown,
  status: readonly string[],
): ErrorReport {
  try {
    return { ...reportOf(thrown), status };
  } catch {
    // What is thrown is the user's: its getters may throw, too.
    const message = "thrown: something that cannot be shown";
    return { message, stack: "", status };
  }
}

function reportOf(thrown: unknown): Omit<ErrorReport, "status"> {
  const message = describe(thrown);
  const stack = thrown instanceof Error ? stackOf(thrown, 0) : "";
  const known = thrown instanceof AxError ? thrown : undefined;
  const hint = known?.hint ?? denialHint(`${message}\n${stack}`);
  return {
    message: explainDenials(current.restore(message)),
    stack: excerpt(explainDenials(current.restore(stack)), MOST_STACK),
    ...(known === undefined ? {} : { code: known.code }),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** Names of errors that say nothing beside the message. */
const PLAIN_NAMES = ["Error", "AxError", "NotCapable"];

function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) {
    return `thrown: ${excerpt(inspect(thrown), MOST_MESSAGE)}`;
  }
  const message = excerpt(thrown.message, MOST_MESSAGE);
  const plain = PLAIN_NAMES.includes(thrown.name);
  return plain ? message : `${thrown.name}: ${message}`;
}

/** The stack with its causes, and with what an AggregateError holds. */
function stackOf(thrown: unknown, depth: number): string {
  if (!(thrown instanceof Error)) return inspect(thrown);
  if (depth > 8) return "…";
  const stack = typeof thrown.stack === "string" ? thrown.stack : "";
  const parts = [depth > 0 && stack === "" ? describe(thrown) : stack];
  if (thrown instanceof AggregateError) {
    for (const error of thrown.errors.slice(0, 8)) {
      parts.push(`Because of ${stackOf(error, depth + 1)}`);
    }
  }
  if (thrown.cause !== undefined) {
    parts.push(`Caused by ${stackOf(thrown.cause, depth + 1)}`);
  }
  return parts.join("\n");
}

function inspect(value: unknown): string {
  try {
    return typeof value === "string" ? value : Deno.inspect(value);
  } catch {
    return typeof value;
  }
}
