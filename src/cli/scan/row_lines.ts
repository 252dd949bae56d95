/**
 * Rows as lines: tab-separated, aligned, raw or JSON, with what matched in
 * colour.
 *
 * @module
 */

import type { Span } from "../../core/text_match.ts";
import { displayWidth } from "../text.ts";

/** How far fields reach that are aligned by spaces. */
export interface TabStops {
  /** Longer fields end at a multiple of this. */
  readonly tab: number;
  /** Fields are at least this long. */
  readonly field: number;
  /** At least so many spaces between two fields. */
  readonly gap: number;
}

/** How rows are written. */
export interface LineStyle {
  /** `csv` quotes and escapes what would be read as something else. */
  readonly format: "csv" | "raw" | "json";
  /** What stands between fields, or how they are aligned. */
  readonly between: string | TabStops;
  /** The codes before and after what is in colour; `undefined` for none. */
  readonly highlight: readonly [on: string, off: string] | undefined;
}

/**
 * How JSON shows a text: in quotes; without them, if it is a number that JSON
 * has and keeps exact; or as it is, because it is JSON.
 */
export type JsonForm = "text" | "number" | "json";

/** One field of a row. */
export interface Field {
  /** The column's name, which JSON shows. */
  readonly name: string;
  /** `undefined` for null. */
  readonly text: string | undefined;
  readonly form: JsonForm;
  /** The parts in colour. */
  readonly spans?: readonly Span[] | undefined;
}

/** A column that gives the cells of many rows. */
export interface Cell {
  readonly name: string;
  readonly reader: { text(row: number): string | undefined };
  /** Whether its texts never want quotes: they are numbers, for instance. */
  readonly isPlain: boolean;
  readonly form: JsonForm;
}

/** Writes lines, each with its end. */
export class LineWriter {
  readonly #style: LineStyle;
  /** What makes a field want quotes, wherever it stands. */
  readonly #special: RegExp;
  readonly #names = new Map<string, string>();

  constructor(style: LineStyle) {
    this.#style = style;
    const { between } = style;
    // With aligned fields, two spaces would be read as a new one.
    const separator = typeof between === "string" ? between : "  ";
    const escaped = separator.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    this.#special = separator.length === 1
      ? new RegExp(`[\n\r${escaped}]`)
      : new RegExp(separator === "" ? "[\n\r]" : `[\n\r]|${escaped}`);
  }

  /** Writes a row, and before it fields that tell where it is from. */
  line(fields: readonly Field[], prefix: readonly Field[] = []): string {
    if (this.#style.format === "json") return this.#json(fields, prefix);
    return `${this.#join([...prefix, ...fields])}\n`;
  }

  /**
   * Writes cells that are all shown, with nothing in colour: many rows are
   * printed so.
   *
   * @param row Which row the readers are asked for.
   */
  plainLine(cells: readonly Cell[], row: number): string {
    const { format, between } = this.#style;
    if (format === "json") return this.#plainJson(cells, row);
    let line = "";
    for (let index = 0; index < cells.length; index++) {
      const { reader, isPlain } = cells[index] as Cell;
      const text = reader.text(row) ?? "";
      const cell = isPlain ? text : this.escape(text);
      line += cell;
      if (index === cells.length - 1) break;
      line += typeof between === "string"
        ? between
        : spaces(displayWidth(cell), between);
    }
    return `${line}\n`;
  }

  #plainJson(cells: readonly Cell[], row: number): string {
    let line = "{";
    for (let index = 0; index < cells.length; index++) {
      const { reader, name, form } = cells[index] as Cell;
      if (index > 0) line += ",";
      const text = reader.text(row);
      line += this.#key(name);
      line += text === undefined ? "null" : jsonText(text, form);
    }
    return `${line}}\n`;
  }

  #join(fields: readonly Field[]): string {
    const { between } = this.#style;
    let line = "";
    for (let index = 0; index < fields.length; index++) {
      const field = fields[index] as Field;
      line += this.#cell(field);
      if (index === fields.length - 1) break;
      line += typeof between === "string"
        ? between
        : spaces(this.#widthOf(field), between);
    }
    return line;
  }

  #widthOf({ text = "" }: Field): number {
    return displayWidth(this.escape(text));
  }

  #cell({ text, spans }: Field): string {
    if (text === undefined) return "";
    if (spans === undefined || spans.length === 0) return this.escape(text);
    if (!this.#quotes(text)) return this.#paint(text, spans, (part) => part);
    return this.#wrap(text, this.#paint(text, spans, escapePart));
  }

  /** A field as it stands between others. */
  escape(text: string): string {
    if (!this.#quotes(text)) return text;
    return this.#wrap(text, escapePart(text));
  }

  #quotes(text: string): boolean {
    return this.#style.format === "csv" &&
      (isQuote(text.charCodeAt(0)) || this.#special.test(text) ||
        isQuote(text.charCodeAt(text.length - 1)));
  }

  /** Newlines are escaped without quotes when nothing else asks for them. */
  #wrap(text: string, escaped: string): string {
    const isPlain = !this.#quotes(text.replace(/[\n\r]/g, "")) &&
      !text.includes('"');
    return isPlain ? escaped : `"${escaped}"`;
  }

  #paint(
    text: string,
    spans: readonly Span[],
    write: (part: string) => string,
  ): string {
    const [on, off] = this.#style.highlight ?? ["", ""];
    let line = "";
    let at = 0;
    for (const [from, to] of spans) {
      line += write(text.slice(at, from));
      line += on + write(text.slice(from, to)) + off;
      at = to;
    }
    return line + write(text.slice(at));
  }

  #json(fields: readonly Field[], prefix: readonly Field[]): string {
    const row = `{${this.#members(fields)}}`;
    if (prefix.length === 0) return `${row}\n`;
    return `{${this.#members(prefix)},"data":${row}}\n`;
  }

  #members(fields: readonly Field[]): string {
    let members = "";
    for (const field of fields) {
      const comma = members === "" ? "" : ",";
      members += comma + this.#key(field.name) + this.#jsonValue(field);
    }
    return members;
  }

  #key(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const key = `${JSON.stringify(name)}:`;
    this.#names.set(name, key);
    return key;
  }

  #jsonValue({ text, form, spans = [] }: Field): string {
    if (text === undefined) return "null";
    if (spans.length === 0) return jsonText(text, form);
    if (isBare(text, form)) {
      return this.#paint(inOneLine(text), spans, (part) => part);
    }
    const escape = (part: string): string => JSON.stringify(part).slice(1, -1);
    return `"${this.#paint(text, spans, escape)}"`;
  }
}

/** The value as JSON: wide numbers, and those JSON lacks, as text. */
function jsonText(text: string, form: JsonForm): string {
  if (isBare(text, form)) return form === "json" ? inOneLine(text) : text;
  return SIMPLE.test(text) ? `"${text}"` : JSON.stringify(text);
}

function isBare(text: string, form: JsonForm): boolean {
  return form === "json" || form === "number" && isJsonNumber(text);
}

/** JSON has line ends only between its values, where spaces do as well. */
function inOneLine(json: string): string {
  return json.replaceAll(/[\n\r]/g, " ");
}

/** Text that JSON has as it is. */
const SIMPLE = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** Whether a number is JSON, as `nan` and `inf` are not, and stays exact. */
function isJsonNumber(text: string): boolean {
  if (text.length < 16) {
    const last = text.charCodeAt(text.length - 1);
    return last !== 110 && last !== 102;
  }
  return !/^-?\d+$/.test(text) || Number.isSafeInteger(Number(text));
}

function isQuote(code: number): boolean {
  return code === 34 || code === 39;
}

function escapePart(text: string): string {
  return text.replaceAll("\n", "\\n").replaceAll("\r", "\\r")
    .replaceAll('"', '""');
}

function spaces(width: number, { tab, field, gap }: TabStops): string {
  const next = Math.ceil((width + gap) / tab) * tab;
  const end = width + gap <= field ? field : next;
  return " ".repeat(end - width);
}
