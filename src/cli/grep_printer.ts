/**
 * Prints what Workers found, in the order they find it or that was asked for.
 *
 * @module
 */

import type { Output } from "./output.ts";
import type { GrepSettings } from "./scan/grep_settings.ts";
import type { ScanChunk, ScanResult, ScanTask } from "./scan/messages.ts";
import { type Field, LineWriter } from "./scan/row_lines.ts";
import { tame } from "./text.ts";

/** How a printer prints. */
export interface PrinterOptions {
  readonly settings: GrepSettings;
  /** Whether the columns' names come before rows of other columns. */
  readonly hasHeaders: boolean;
  /** Whether every other line has a background. */
  readonly isLined: boolean;
  readonly out: Output;
}

/** Prints lines, headers and the names of datasets. */
export class GrepPrinter {
  /** Rows that matched, as far as they were printed. */
  matches = 0;
  readonly #tasks: readonly ScanTask[];
  readonly #options: PrinterOptions;
  readonly #writer: LineWriter;
  readonly #layouts: readonly string[];
  /** The layout of the last task that was begun, and of the last header. */
  #begun: string | undefined;
  #headed: string | undefined;
  readonly #listed = new Set<string>();
  #lines = 0;

  constructor(tasks: readonly ScanTask[], options: PrinterOptions) {
    this.#tasks = tasks;
    this.#options = options;
    this.#writer = new LineWriter({
      ...options.settings.style,
      highlight: undefined,
    });
    this.#layouts = tasks.map(({ columns }) =>
      JSON.stringify(columns.map(({ name }) => name))
    );
  }

  /**
   * Rows under one header are not mixed with those under another.
   *
   * @param isBusy Whether other tasks are under way.
   */
  admit(index: number, isBusy: boolean): "begin" | "wait" | "skip" {
    const { settings, hasHeaders } = this.#options;
    const task = this.#tasks[index] as ScanTask;
    if (settings.isListing && this.#listed.has(this.#keyOf(task))) {
      return "skip";
    }
    const layout = this.#layouts[index];
    if (!hasHeaders || layout === this.#begun) return "begin";
    if (isBusy) return "wait";
    this.#begun = layout;
    return "begin";
  }

  /** Prints lines; `false` when that is enough. */
  take({ index, bytes, starts }: ScanChunk): boolean {
    const { settings: { maxCount }, out } = this.#options;
    if (maxCount === undefined) {
      this.matches = 1;
      this.#print(index, bytes);
      return !out.closed;
    }
    const left = maxCount - this.matches;
    const end = starts[left];
    this.matches += Math.min(starts.length, left);
    this.#print(index, end === undefined ? bytes : bytes.subarray(0, end));
    // What stands behind the last one may still come with it.
    return !out.closed && (this.matches < maxCount);
  }

  /** Lists a dataset in which something matched. */
  done(index: number, { matches }: ScanResult): boolean {
    const { settings: { isListing, maxCount }, out } = this.#options;
    if (!isListing || matches === 0) return !out.closed;
    this.#list(this.#tasks[index] as ScanTask);
    return !out.closed && (maxCount === undefined || this.matches < maxCount);
  }

  /** What is listed once: a dataset, or a slice of it. */
  #keyOf({ dataset, slices }: ScanTask): string {
    if (!this.#options.settings.tells.slice) return dataset;
    return `${dataset} ${slices.map(({ slice }) => slice).join(" ")}`;
  }

  #list(task: ScanTask): void {
    const { settings: { tells, style } } = this.#options;
    const key = this.#keyOf(task);
    if (this.#listed.has(key)) return;
    this.#listed.add(key);
    this.matches++;
    const { dataset, slices } = task;
    const fields: Field[] = [{ name: "dataset", text: dataset, form: "text" }];
    if (tells.slice) {
      const text = slices.map(({ slice }) => slice).join(",");
      fields.push({ name: "sliceno", text, form: "number" });
    }
    const line = this.#writer.line(fields);
    // Names need no alignment, and are read by programs.
    this.#write(
      style.format === "json"
        ? line
        : `${fields.map(({ text }) => text).join("\t")}\n`,
    );
  }

  /** A terminal obeys some of what a table may hold; `raw` is asked for. */
  #write(data: string | Uint8Array): void {
    const { settings: { style }, out } = this.#options;
    if (!out.isTerminal || style.format === "raw") return out.write(data);
    const text = typeof data === "string"
      ? data
      : new TextDecoder().decode(data);
    out.write(tame(text));
  }

  #print(index: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const { hasHeaders, isLined } = this.#options;
    const layout = this.#layouts[index];
    if (hasHeaders && this.#headed !== layout) {
      this.#headed = layout;
      this.#header(this.#tasks[index] as ScanTask);
    }
    this.#write(isLined ? this.#line(bytes) : bytes);
  }

  #header({ columns }: ScanTask): void {
    const { settings: { tells, style }, out } = this.#options;
    if (style.format === "json") return;
    const names = columns.map(({ name }) => name);
    const before = [
      ...(tells.dataset ? ["[DATASET]"] : []),
      ...(tells.slice ? ["[SLICE]"] : []),
      ...(tells.line ? ["[LINE]"] : []),
    ];
    const fields = [...before, ...names].map((name) => ({
      name,
      text: name,
      form: "text" as const,
    }));
    const line = this.#writer.line(fields).slice(0, -1);
    this.#write(`${out.style.bold(line)}\n`);
  }

  /** Puts every other line on a background. */
  #line(bytes: Uint8Array): string {
    const lines = new TextDecoder().decode(bytes).split("\n");
    lines.pop();
    return lines.map((line) =>
      this.#lines++ % 2 === 0 ? `${line}\n` : `\x1b[100m${line}\x1b[49m\n`
    ).join("");
  }
}
