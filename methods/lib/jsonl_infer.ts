/**
 * Infers keys and types from lines at several places of a file; from all of
 * them, if it is small.
 *
 * A column has the first type that takes every value of the sample: `bool`;
 * `int32`, `int64`, `float64`; `date`, `datetime`, `time`, `category` (texts
 * that come again and again, see `repeats.ts`) or `string`; lists of one of them (but not
 * of categories). It is `json` where values are objects or of several kinds,
 * and for whole numbers beyond 64 bits. Where a key is missing or its value
 * null, the type allows nulls. The texts `NaN`, `Infinity` and `-Infinity`
 * are numbers among numbers.
 *
 * @module
 */

import type { Converter } from "./converter.ts";
import { makeConverter } from "./converters.ts";
import { openSource } from "./file_bytes.ts";
import {
  ARRAY,
  BOOL,
  CLOSE_ARRAY,
  JsonReader,
  NUMBER,
  OBJECT,
  STRING,
} from "./json_reader.ts";
import { JsonLineScanner, type ScanColumns } from "./json_lines.ts";
import { LineWindow } from "./json_table.ts";
import { findLine } from "./jsonl_split.ts";
import { LongLineError } from "./long_line.ts";
import { isCategory, TextSample } from "./repeats.ts";

/** Files up to this size are read whole. */
const WHOLE_BYTES = 8 * 1024 * 1024;
const PLACES = 24;
const PLACE_BYTES = 256 * 1024;

/** Part of a file that is looked at. */
interface Place {
  readonly start: number;
  readonly limit: number;
}

/** The file: where its first line begins, and its size. */
export interface LinesFile {
  readonly path: string;
  readonly start: number;
  readonly size: number;
}

/**
 * Infers the columns of a file.
 *
 * @param wanted For these keys, types are given or not needed.
 * @returns Types by key, in the order in which keys come.
 */
export function inferColumns(
  file: LinesFile,
  wanted: ReadonlySet<string>,
): Map<string, string> {
  const places = placesOf(file);
  const keys = new Set<string>();
  const onOther = (key: string): boolean => {
    keys.add(key);
    return false;
  };
  const keysOnly = { keys: [], isRaw: [], onOther };
  scanPlaces(file, places, keysOnly, { begin: () => {}, look: () => {} });
  const open = [...keys].filter((key) => !wanted.has(key));
  const guesses = open.map(() => new Guess());
  const columns: Scanned = {
    keys: open,
    isRaw: open.map(() => true),
    onOther: () => false,
  };
  const seen = scanPlaces(file, places, columns, {
    begin: () => guesses.forEach((guess) => guess.begin()),
    look({ table }, { bytes }): void {
      guesses.forEach((guess, column) => {
        const { starts, ends, kinds, from, count } = table.run(bytes, column);
        for (let at = from; at < from + count; at++) {
          const kind = kinds[at] as number;
          guess.look(kind, bytes, starts[at] as number, ends[at] as number);
        }
      });
    },
  });
  const part = Math.min(1, seen / Math.max(1, file.size - file.start));
  return new Map([...keys].map((key) => {
    const guess = guesses[open.indexOf(key)];
    return [key, guess?.answer(part) ?? ""];
  }));
}

type Scanned = Omit<ScanColumns, "onBad">;

function placesOf({ path, start, size }: LinesFile): Place[] {
  if (size - start <= WHOLE_BYTES) return [{ start, limit: size }];
  const step = Math.floor((size - start - PLACE_BYTES) / (PLACES - 1));
  const all = Array.from({ length: PLACES }, (_, index): Place => {
    const wanted = start + index * step;
    const from = index === 0 ? start : findLine(path, wanted, size);
    const limit = Math.min(wanted + PLACE_BYTES, size);
    return { start: from, limit: Math.max(limit, from + 1) };
  });
  // Of a line that is longer than a step, several places find the end.
  return all.filter(({ start }, index) =>
    start < size && start !== all[index - 1]?.start
  );
}

/** Scans lines. @returns How many bytes they are. */
function scanPlaces(
  { path }: LinesFile,
  places: readonly Place[],
  columns: Scanned,
  to: {
    readonly begin: () => void;
    readonly look: (scanner: JsonLineScanner, window: LineWindow) => void;
  },
): number {
  let seen = 0;
  for (const { start, limit } of places) {
    to.begin();
    using source = openSource(path, start);
    const window = new LineWindow(source, start, PLACE_BYTES);
    const scanner = new JsonLineScanner({ ...columns, onBad: () => {} });
    let at = 0;
    do {
      if (!slide(window, at)) break;
      at = 0;
      for (;;) {
        const stop = Math.min(limit - window.offset, window.end);
        const next = scanner.scan(window, at, stop);
        if (next === at) break;
        seen += next - at;
        at = next;
        to.look(scanner, window);
      }
    } while (
      window.offset + at < limit && !(window.isLast && at >= window.end)
    );
  }
  return seen;
}

/** Reads on. @returns Whether the line is not too long, which is told later. */
function slide(window: LineWindow, at: number): boolean {
  try {
    window.slide(at);
    return true;
  } catch (error) {
    if (error instanceof LongLineError) return false;
    throw error;
  }
}

const MOMENTS = ["date", "datetime", "time"];
const SPECIAL = ["NaN", "Infinity", "-Infinity"];
const INT32 = 2 ** 31;
const INT64 = 2n ** 63n;
const latin1 = new TextDecoder("latin1");

/** What one column may be. */
class Guess {
  readonly #isItem: boolean;
  #nullCount = 0;
  #boolCount = 0;
  #numberCount = 0;
  #specialCount = 0;
  #textCount = 0;
  #arrayCount = 0;
  #objectCount = 0;
  /** Of numbers: 0 int32, 1 int64, 2 float64; 3 none of them. */
  #size = 0;
  #hasFloat = false;
  #moments: Converter[] = MOMENTS.map((type) => makeConverter(type));
  readonly #texts = new TextSample();
  #items: Guess | undefined;
  readonly #reader = new JsonReader();

  constructor(isItem = false) {
    this.#isItem = isItem;
  }

  /** Begins another place. */
  begin(): void {
    this.#texts.begin();
  }

  /** Looks at a value; at a text with its quotes. */
  look(kind: number, bytes: Uint8Array, start: number, end: number): void {
    switch (kind) {
      case BOOL:
        this.#boolCount++;
        break;
      case NUMBER:
        this.#lookNumber(bytes, start, end);
        break;
      case STRING:
        this.#lookText(bytes, start + 1, end - 1);
        break;
      case ARRAY:
        this.#lookArray(bytes, start);
        break;
      case OBJECT:
        this.#objectCount++;
        break;
      default:
        this.#nullCount++;
    }
  }

  #lookNumber(bytes: Uint8Array, start: number, end: number): void {
    this.#numberCount++;
    if (end - start < 10 && isDigits(bytes, start, end)) return;
    const text = latin1.decode(bytes.subarray(start, end));
    if (/[.eE]|^-0$/.test(text)) {
      this.#hasFloat = true;
      return;
    }
    const value = Number(text);
    if (value >= -INT32 && value < INT32) return;
    const exact = BigInt(text);
    const fits = exact >= -INT64 && exact < INT64;
    this.#size = Math.max(this.#size, fits ? 1 : 3);
  }

  #lookText(bytes: Uint8Array, start: number, end: number): void {
    const text = end - start > 9 ? "" : latin1.decode(
      bytes.subarray(start, end),
    );
    if (SPECIAL.includes(text)) this.#specialCount++;
    this.#textCount++;
    if (!this.#isItem) this.#texts.add(bytes, start, end);
    if (this.#moments.length === 0) return;
    const run = {
      bytes,
      starts: Int32Array.of(start),
      ends: Int32Array.of(end),
      from: 0,
      count: 1,
    };
    this.#moments = this.#moments.filter((moment) =>
      moment.convert(run, new Uint16Array(1), 1) === 0
    );
  }

  #lookArray(bytes: Uint8Array, start: number): void {
    this.#arrayCount++;
    const items = this.#items ??= new Guess(true);
    const reader = this.#reader;
    reader.bytes = bytes;
    let at = reader.skipSpaces(start + 1);
    while (bytes[at] !== CLOSE_ARRAY) {
      const kind = reader.value(at);
      const quote = kind === STRING ? 1 : 0;
      items.look(kind, bytes, reader.start - quote, reader.end + quote);
      at = reader.skipSpaces(reader.next);
      if (bytes[at] !== CLOSE_ARRAY) at = reader.skipSpaces(at + 1);
    }
  }

  /**
   * The type.
   *
   * @param part Which part of the file was looked at, from 0 to 1.
   * @param depth Of lists that it may still have.
   */
  answer(part: number, depth = 2): string {
    const mark = this.#nullCount > 0 ? "?" : "";
    const kinds = [
      this.#boolCount,
      this.#numberCount,
      this.#textCount,
      this.#arrayCount,
      this.#objectCount,
    ].filter((count) => count > 0).length;
    const isNumbers = kinds === 2 && this.#numberCount > 0 &&
      this.#specialCount > 0 && this.#specialCount === this.#textCount;
    if (isNumbers) return `${this.#size === 3 ? "json" : "float64"}${mark}`;
    if (kinds !== 1 || this.#objectCount > 0) return `json${mark}`;
    if (this.#boolCount > 0) return `bool${mark}`;
    if (this.#numberCount > 0) return this.#numberType() + mark;
    if (this.#textCount > 0) return this.#textType(part) + mark;
    const items = depth > 0 ? this.#items?.answer(part, depth - 1) : undefined;
    const isList = items !== undefined && !/^json/.test(items);
    return `${isList ? `list<${items}>` : "json"}${mark}`;
  }

  #numberType(): string {
    if (this.#hasFloat) return "float64";
    return ["int32", "int64", "float64", "json"][this.#size] as string;
  }

  #textType(part: number): string {
    const [moment] = this.#moments;
    if (moment !== undefined) return moment.type;
    const isRepeated = !this.#isItem && isCategory(this.#texts.counts(part));
    return isRepeated ? "category" : "string";
  }
}

function isDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < 48 || byte > 57) return false;
  }
  return true;
}
