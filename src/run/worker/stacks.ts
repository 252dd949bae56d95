/**
 * Errors as their author wants to see them: `methods/x.ts:12:5`, without ax's
 * own frames and without the URLs that code was loaded from.
 *
 * @module
 */

import { AxError } from "../../core/errors.ts";
import type { ErrorReport } from "../protocol.ts";

/** Which path each loaded URL stands for. */
export class SourceNames {
  readonly #paths = new Map<string, string>();

  add(url: string, path: string): void {
    this.#paths.set(url, path);
  }

  has(url: string): boolean {
    return this.#paths.has(url);
  }

  /** Puts paths where URLs stand. */
  restore(text: string): string {
    if (!text.includes("blob:")) return text;
    return text.replaceAll(
      /blob:null\/[0-9a-f-]{36}/g,
      (url) => this.#paths.get(url) ?? "ax",
    );
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
    const { name, message } = error;
    const title = message === "" ? String(name) : `${name}: ${message}`;
    return names.restore(title);
  } catch {
    return "Error";
  }
}

/** Turns anything thrown into a report. */
export function reportError(
  thrown: unknown,
  status: readonly string[],
): ErrorReport {
  const report = {
    message: current.restore(describe(thrown)),
    stack: current.restore(stackOf(thrown, 0)),
    status,
  };
  if (!(thrown instanceof AxError)) return report;
  return {
    ...report,
    code: thrown.code,
    ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
  };
}

function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `thrown: ${inspect(thrown)}`;
  const plain = thrown.name === "Error" || thrown.name === "AxError";
  return plain ? thrown.message : `${thrown.name}: ${thrown.message}`;
}

function stackOf(thrown: unknown, depth: number): string {
  if (!(thrown instanceof Error) || depth > 8) return "";
  const stack = typeof thrown.stack === "string" ? thrown.stack : "";
  if (thrown.cause === undefined) return stack;
  const cause = thrown.cause instanceof Error
    ? stackOf(thrown.cause, depth + 1)
    : inspect(thrown.cause);
  return `${stack}\nCaused by ${cause}`;
}

function inspect(value: unknown): string {
  try {
    return typeof value === "string" ? value : Deno.inspect(value);
  } catch {
    return typeof value;
  }
}
