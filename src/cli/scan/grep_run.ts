/**
 * Searches one slice, or one dataset in turns, and writes the lines of what is
 * found.
 *
 * @module
 */

import { compilePatterns, type TextMatcher } from "../../core/text_match.ts";
import { type CellReader, isPlainType } from "../../data/cell_text.ts";
import { parseType } from "../../data/types.ts";
import { ByteBuffer } from "./byte_buffer.ts";
import { ByteLines } from "./byte_cells.ts";
import { type ColumnMarker, makeMarkers } from "./grep_marker.ts";
import type { GrepSettings } from "./grep_settings.ts";
import type { ScanColumn, ScanTask } from "./messages.ts";
import {
  type Cell,
  type Field,
  type JsonForm,
  LineWriter,
} from "./row_lines.ts";
import { SliceSource } from "./slice_source.ts";

/** Where lines go. */
export interface LineSink {
  /** Takes lines; `starts` says at which byte those of each match begin. */
  write(bytes: Uint8Array<ArrayBuffer>, starts: readonly number[]): void;
  /** Told of rows that were read. */
  progress(rows: number): void;
  /** Whether nobody wants more. */
  isStopped(): boolean;
}

/** Bytes that are handed on at once, about. */
const CHUNK = 256 * 1024;

/** Searches tasks, one after the other. */
export class GrepRun {
  readonly #settings: GrepSettings;
  readonly #sink: LineSink;
  readonly #matcher: TextMatcher;
  readonly #seen = new Set<string>();

  constructor(settings: GrepSettings, sink: LineSink) {
    this.#settings = settings;
    this.#sink = sink;
    this.#matcher = compilePatterns(settings.patterns, settings.match);
  }

  /** Searches what a task names. @returns How many rows matched. */
  run(task: ScanTask): number {
    const markers = makeMarkers(task.searched, this.#matcher);
    const pass = new GrepPass(task, {
      settings: this.#settings,
      sink: this.#sink,
      matcher: this.#matcher,
      seen: this.#seen,
      markers,
    });
    return pass.run();
  }
}

interface PassTools {
  readonly settings: GrepSettings;
  readonly sink: LineSink;
  readonly matcher: TextMatcher;
  readonly markers: readonly ColumnMarker[];
  /** The rows that were shown, when each is shown once. */
  readonly seen: Set<string>;
}

/** One task under way. */
class GrepPass {
  readonly #task: ScanTask;
  readonly #tools: PassTools;
  readonly #writer: LineWriter;
  readonly #columns: readonly ShownColumn[];
  readonly #keys: readonly number[];
  /** Whether rows are shown whole, with nothing before them. */
  readonly #isPlain: boolean;
  readonly #cells = new Map<SliceSource, readonly Cell[]>();
  readonly #lines = new Map<SliceSource, ByteLines>();
  readonly #out = new ByteBuffer();
  #starts: number[] = [];
  #matches = 0;
  /** The last of these rows come before a match, if there is one soon. */
  #waiting: [SliceSource, number][] = [];
  /** How many rows are still shown after a match. */
  #after = 0;

  constructor(task: ScanTask, tools: PassTools) {
    this.#task = task;
    this.#tools = tools;
    const { settings } = tools;
    this.#writer = new LineWriter(settings.style);
    this.#columns = shownColumns(task, tools);
    const { unique, tells, shows } = settings;
    this.#isPlain = shows === "all" && !tells.dataset && !tells.slice &&
      !tells.line;
    this.#keys = task.columns.flatMap(({ name }, index) =>
      unique === "all" || unique?.includes(name) ? [index] : []
    );
  }

  run(): number {
    const { settings, sink, matcher, markers } = this.#tools;
    const { isInverted, maxCount = Infinity } = settings;
    const isHopeless = markers.length === 0 && !matcher.matchesAll;
    const rows = this.#task.slices.reduce((sum, one) => sum + one.rowCount, 0);
    if (isHopeless && !isInverted || maxCount < 1) {
      sink.progress(rows);
      return 0;
    }
    const search = {
      markers,
      matchesAll: matcher.matchesAll,
      isInverted,
      progress: (count: number) => sink.progress(count),
    };
    const sources = this.#task.slices.map((slice) => {
      const source = new SliceSource(slice, this.#task.columns, search);
      this.#writeBytes(source);
      return source;
    });
    try {
      const [only] = sources;
      if (sources.length === 1 && only !== undefined) this.#runSlice(only);
      else this.#runInTurn(sources);
    } finally {
      for (const source of sources) source[Symbol.dispose]();
    }
    this.#flush();
    return this.#matches;
  }

  /** Prepares to write plain rows as bytes, where they can be. */
  #writeBytes(source: SliceSource): void {
    const { format, between } = this.#tools.settings.style;
    if (!this.#isPlain || format === "json") return;
    if (typeof between !== "string") return;
    const style = { format, separator: between, writer: this.#writer };
    const lines = new ByteLines(this.#task.columns, style, this.#out);
    this.#lines.set(source, lines);
    source.watch((vectors) => lines.use(vectors));
  }

  #runSlice(source: SliceSource): void {
    const { before, after } = this.#tools.settings;
    const hasContext = before > 0 || after > 0;
    while (!this.#isOver() && source.advance()) {
      const { marks, start } = source;
      if (hasContext) {
        for (let row = source.start; row < source.end; row++) {
          if (this.#isOver()) return;
          this.#visit(source, row, marks[row - start] === 1);
        }
      } else {
        for (
          let at = marks.indexOf(1);
          at !== -1;
          at = marks.indexOf(1, at + 1)
        ) {
          this.#visit(source, start + at, true);
          if (this.#isOver()) return;
        }
      }
      if (this.#after === 0) this.#flush();
    }
  }

  /** A row of each slice in turn, as they were dealt out. */
  #runInTurn(sources: readonly SliceSource[]): void {
    const most = Math.max(...sources.map(({ rowCount }) => rowCount));
    for (let row = 0; row < most; row++) {
      for (const source of sources) {
        if (row >= source.rowCount) continue;
        if (this.#isOver()) return;
        this.#visit(source, row, source.isMatch(row));
      }
    }
  }

  #isOver(): boolean {
    const { settings: { maxCount = Infinity, isListing }, sink } = this.#tools;
    if (isListing && this.#matches > 0) return true;
    if (this.#matches >= maxCount && this.#after === 0) return true;
    return sink.isStopped();
  }

  #visit(source: SliceSource, row: number, isMatch: boolean): void {
    const { before, after, maxCount = Infinity } = this.#tools.settings;
    if (isMatch && this.#matches < maxCount && this.#isNew(source, row)) {
      if (this.#out.length >= CHUNK) this.#flush();
      this.#matches++;
      if (this.#tools.settings.isListing) return;
      if (maxCount !== Infinity) {
        this.#out.settle();
        this.#starts.push(this.#out.length);
      }
      for (const [from, at] of this.#waiting.slice(-before)) {
        this.#show(from, at, false);
      }
      this.#waiting = [];
      this.#show(source, row, true);
      this.#after = after;
    } else if (this.#after > 0) {
      this.#show(source, row, false);
      this.#after--;
    } else if (before > 0) {
      this.#waiting.push([source, row]);
      // Many at a time: taking one off the front moves all the others.
      if (this.#waiting.length > 2 * before + 64) {
        this.#waiting = this.#waiting.slice(-before);
      }
    }
  }

  #isNew(source: SliceSource, row: number): boolean {
    const { settings: { unique, match }, seen } = this.#tools;
    if (unique === undefined) return true;
    const at = source.seek(row);
    const key = JSON.stringify(
      this.#keys.map((index) => [
        this.#columns[index]?.name,
        source.readers[index]?.text(at) ?? null,
      ]),
    );
    const folded = match.ignoreCase === true ? key.toLowerCase() : key;
    if (seen.has(folded)) return false;
    seen.add(folded);
    return true;
  }

  #show(source: SliceSource, row: number, isMatch: boolean): void {
    const { settings: { shows, style }, matcher } = this.#tools;
    const finds = isMatch && !matcher.matchesAll &&
      (shows !== "all" || style.highlight !== undefined);
    const at = source.seek(row);
    if (this.#isPlain && !finds) {
      const lines = this.#lines.get(source);
      if (lines !== undefined) {
        this.#out.settle();
        return lines.write(at);
      }
      const line = this.#writer.plainLine(this.#cellsOf(source), at);
      return this.#out.textLater(line);
    }
    const fields: Field[] = [];
    for (const [index, column] of this.#columns.entries()) {
      const text = source.readers[index]?.text(at);
      const spans = finds && column.isSearched && text !== undefined
        ? column.spans(text)
        : undefined;
      if (shows === "all") fields.push({ ...column.field, text, spans });
      else this.#showPart(fields, column, { text, spans });
    }
    const prefix = this.#prefix(source.slice, row);
    this.#out.textLater(this.#writer.line(fields, prefix));
  }

  /** Where a row is from. */
  #prefix(slice: number, row: number): Field[] {
    const { dataset, slice: tellsSlice, line } = this.#tools.settings.tells;
    const prefix: Field[] = [];
    if (dataset) prefix.push(told("dataset", this.#task.dataset, "text"));
    if (tellsSlice) prefix.push(told("sliceno", String(slice), "number"));
    if (line) prefix.push(told("lineno", String(row), "number"));
    return prefix;
  }

  #cellsOf(source: SliceSource): readonly Cell[] {
    const known = this.#cells.get(source);
    if (known !== undefined) return known;
    const cells = this.#columns.map(({ name, isPlain, field }, index) => ({
      name,
      isPlain,
      form: field.form,
      reader: source.readers[index] as CellReader,
    }));
    this.#cells.set(source, cells);
    return cells;
  }

  /** What matches, or the cells in which something does. */
  #showPart(
    fields: Field[],
    { field }: ShownColumn,
    cell: Pick<Field, "text" | "spans">,
  ): void {
    const { text = "", spans = [] } = cell;
    const { shows, style } = this.#tools.settings;
    if (spans.length === 0) {
      if (style.format !== "json") fields.push({ ...field, text: undefined });
    } else if (shows === "cells") fields.push({ ...field, text, spans });
    else {
      const parts = spans.map(([from, to]) => text.slice(from, to)).join("");
      const isWhole = spans.length === 1 && parts.length === text.length;
      fields.push({
        ...field,
        text: parts,
        form: isWhole ? field.form : "text",
        spans: [[0, parts.length]],
      });
    }
  }

  #flush(): void {
    this.#out.settle();
    if (this.#out.length === 0) return;
    this.#tools.sink.write(this.#out.take(), this.#starts);
    this.#starts = [];
  }
}

/** A column that is shown. */
interface ShownColumn {
  readonly name: string;
  readonly isSearched: boolean;
  /** Whether its texts never want quotes. */
  readonly isPlain: boolean;
  readonly field: Field;
  spans(text: string): ReturnType<TextMatcher["spans"]>;
}

function shownColumns(
  { columns, searched }: ScanTask,
  { matcher, markers, settings: { style } }: PassTools,
): ShownColumn[] {
  // A separator such as "-" may stand in numbers and dates.
  const isOdd = typeof style.between === "string" &&
    !/^[\t ,;|]*$/.test(style.between);
  const names = new Set(markers.map(({ name }) => name));
  return columns.map((column) => ({
    name: column.name,
    isPlain: !isOdd && isPlainType(column.type),
    isSearched: names.has(column.name) &&
      searched.some(({ name }) => name === column.name),
    field: { name: column.name, text: undefined, form: formOf(column) },
    spans: (text) => matcher.spans(text),
  }));
}

/** How JSON shows the texts of a type. */
function formOf({ type }: ScanColumn): JsonForm {
  const { kind } = parseType(type);
  if (kind === "json" || kind === "list") return "json";
  const isText = !isPlainType(type) ||
    ["date", "datetime", "time"].includes(kind);
  return isText ? "text" : "number";
}

/** The fields of a row as texts, as {@linkcode LineWriter.line} takes them. */
export function fieldsOf(
  columns: readonly ScanColumn[],
  texts: readonly (string | undefined)[],
): Field[] {
  return columns.map((column, index) => ({
    name: column.name,
    text: texts[index],
    form: formOf(column),
  }));
}

function told(name: string, text: string, form: JsonForm): Field {
  return { name, text, form };
}
