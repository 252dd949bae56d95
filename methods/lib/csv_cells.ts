/**
 * Writes the values of one column as fields of CSV, many rows at a time.
 *
 * @module
 */

import { Output, type Quoter, viewOf } from "./csv_output.ts";
import { type JsonCells, JsonOutput, makeJsonCells } from "./json_cells.ts";
import { findPrinter, type Printer, type Values } from "./csv_printers.ts";

/** One column of a batch, as a dataset gives it. */
export interface SourceVector {
  readonly valid: Uint8Array | undefined;
}

/** The fields of some rows. */
export interface Cells {
  /** Where they lie. */
  readonly view: DataView;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Eight bytes can be read from here, and from all places before. */
  readonly safe: number;
}

/** Writes fields of one column. */
export interface CellColumn {
  /** Goes on with the rows of another batch. */
  read(vector: SourceVector): void;
  /** The fields of rows; the next call overwrites them. */
  fill(from: number, count: number): Cells;
}

/** The characters of all values that are no text. */
const PLAIN = "0123456789+-.:eTinfatrusl";
/** More bytes than such a value has. */
const ROOM = 64;

/** Makes the writer of a column. @param nullText What stands for nulls. */
export function makeCellColumn(
  type: string,
  quoter: Quoter,
  nullText: Uint8Array,
): CellColumn {
  const bare = type.replace(/\?$/, "");
  switch (bare) {
    case "string":
    case "json":
    case "bytes":
      return new TextColumn(quoter, nullText);
    case "category":
    case "bool":
      return new TableColumn(quoter, nullText);
  }
  const print = findPrinter(bare);
  if (print === undefined) return new ListColumn(bare, quoter, nullText);
  const column = new ValueColumn(print, quoter, nullText);
  return quoter.isPlain(PLAIN)
    ? column
    : new RequotedColumn(column, quoter, nullText);
}

/** Fields in memory of their own, and the text of null in front of them. */
class Fields {
  readonly out: Output = new Output(64 * 1024);
  starts: Int32Array = new Int32Array(0);
  ends: Int32Array = new Int32Array(0);
  #nullEnd = 0;

  constructor(quoter: Quoter, nullText: Uint8Array) {
    quoter.read(nullText);
    quoter.write(this.out, 0, nullText.length);
    this.#nullEnd = this.out.length;
  }

  /** Begins anew, with room for so many fields. */
  begin(count: number): void {
    this.out.length = this.#nullEnd;
    if (this.starts.length >= count) return;
    this.starts = new Int32Array(count);
    this.ends = new Int32Array(count);
  }

  /** All fields, null where a value is. @param from The first row. */
  finish(
    valid: Uint8Array | undefined,
    from: number,
    count: number,
  ): Cells {
    const { starts, ends, out: { view } } = this;
    if (valid !== undefined) {
      for (let i = 0; i < count; i++) {
        if (valid[from + i] !== 0) continue;
        starts[i] = 0;
        ends[i] = this.#nullEnd;
      }
    }
    return { view, starts, ends, safe: view.byteLength - 8 };
  }
}

class TextColumn implements CellColumn {
  readonly #quoter: Quoter;
  readonly #fields: Fields;
  #values = new Uint8Array(0);
  #view: DataView = new DataView(this.#values.buffer);
  #offsets = new Int32Array(1);
  #valid: Uint8Array | undefined;

  constructor(quoter: Quoter, nullText: Uint8Array) {
    this.#quoter = quoter;
    this.#fields = new Fields(quoter, nullText);
  }

  read(vector: SourceVector): void {
    const { values, offsets } = vector as unknown as {
      values: Uint8Array<ArrayBuffer>;
      offsets: Int32Array<ArrayBuffer>;
    };
    this.#values = values;
    this.#view = viewOf(values);
    this.#offsets = offsets;
    this.#valid = vector.valid;
  }

  fill(from: number, count: number): Cells {
    const quoter = this.#quoter;
    const offsets = this.#offsets;
    const start = offsets[from] as number;
    const end = offsets[from + count] as number;
    quoter.read(this.#values);
    const isPlain = this.#valid === undefined && !quoter.quotesEmpty &&
      quoter.find(start, end) === end;
    if (!isPlain) return this.#quote(from, count);
    const starts = offsets.subarray(from, from + count);
    const ends = offsets.subarray(from + 1, from + count + 1);
    const safe = this.#view.byteLength - 8;
    return { view: this.#view, starts, ends, safe };
  }

  #quote(from: number, count: number): Cells {
    const fields = this.#fields;
    fields.begin(count);
    const { starts, ends, out } = fields;
    const offsets = this.#offsets;
    const quoter = this.#quoter;
    for (let i = 0; i < count; i++) {
      starts[i] = out.length;
      const start = offsets[from + i] as number;
      quoter.write(out, start, offsets[from + i + 1] as number);
      ends[i] = out.length;
    }
    return fields.finish(this.#valid, from, count);
  }
}

const BOOLEANS: readonly string[] = ["false", "true"];

/** Categories and booleans: each text is written once. */
class TableColumn implements CellColumn {
  readonly #quoter: Quoter;
  readonly #nullText: Uint8Array;
  #fields: Fields;
  #codes: Int32Array | Uint8Array = new Int32Array(0);
  #dictionary: readonly string[] | undefined;
  /** Of each code, where its text begins and ends; -1 where it is not made. */
  #starts = new Int32Array(0);
  #ends = new Int32Array(0);
  #valid: Uint8Array | undefined;

  constructor(quoter: Quoter, nullText: Uint8Array) {
    this.#quoter = quoter;
    this.#nullText = nullText;
    this.#fields = new Fields(quoter, nullText);
  }

  read(vector: SourceVector): void {
    const { values, dictionary = BOOLEANS } = vector as unknown as {
      values: Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
      dictionary?: readonly string[];
    };
    this.#codes = values;
    this.#valid = vector.valid;
    if (dictionary === this.#dictionary) return;
    this.#dictionary = dictionary;
    this.#fields = new Fields(this.#quoter, this.#nullText);
    this.#fields.begin(0);
    this.#starts = new Int32Array(dictionary.length).fill(-1);
    this.#ends = new Int32Array(dictionary.length);
  }

  fill(from: number, count: number): Cells {
    const fields = this.#fields;
    const { length } = fields.out;
    fields.begin(count);
    fields.out.length = length;
    const { starts, ends } = fields;
    const [codes, valid] = [this.#codes, this.#valid];
    for (let i = 0; i < count; i++) {
      if (valid !== undefined && valid[from + i] === 0) continue;
      const code = codes[from + i] as number;
      if (this.#starts[code] === -1) this.#add(code);
      starts[i] = this.#starts[code] as number;
      ends[i] = this.#ends[code] as number;
    }
    return fields.finish(valid, from, count);
  }

  #add(code: number): void {
    const { out } = this.#fields;
    const text = new TextEncoder().encode(this.#dictionary?.[code]);
    this.#starts[code] = out.length;
    this.#quoter.read(text);
    this.#quoter.write(out, 0, text.length);
    this.#ends[code] = out.length;
  }
}

/** Lists, as JSON. */
class ListColumn implements CellColumn {
  readonly #cells: JsonCells;
  readonly #json = new JsonOutput();
  readonly #quoter: Quoter;
  readonly #fields: Fields;
  #valid: Uint8Array | undefined;

  constructor(type: string, quoter: Quoter, nullText: Uint8Array) {
    this.#cells = makeJsonCells(type);
    this.#quoter = quoter;
    this.#fields = new Fields(quoter, nullText);
  }

  read(vector: SourceVector): void {
    this.#cells.read(vector);
    this.#valid = vector.valid;
  }

  fill(from: number, count: number): Cells {
    const fields = this.#fields;
    fields.begin(count);
    for (let i = 0; i < count; i++) {
      fields.starts[i] = fields.out.length;
      this.#cells.write(this.#json, from + i);
      const text = this.#json.take();
      this.#quoter.read(text);
      this.#quoter.write(fields.out, 0, text.length);
      fields.ends[i] = fields.out.length;
    }
    return fields.finish(this.#valid, from, count);
  }
}

/** Values that are no text, and never want quotes for what they are. */
class ValueColumn implements CellColumn {
  readonly #print: Printer;
  readonly #fields: Fields;
  #values: Values = new Int32Array(0);
  #valid: Uint8Array | undefined;

  constructor(print: Printer, quoter: Quoter, nullText: Uint8Array) {
    this.#print = print;
    this.#fields = new Fields(quoter, nullText);
  }

  read(vector: SourceVector): void {
    this.#values = (vector as unknown as { values: Values }).values;
    this.#valid = vector.valid;
  }

  fill(from: number, count: number): Cells {
    const fields = this.#fields;
    fields.begin(count);
    const { starts, ends, out } = fields;
    out.reserve(count * ROOM);
    const { bytes, view, length: start } = out;
    const target = { bytes, view, start, ends, count };
    out.length = this.#print(this.#values, from, target);
    starts[0] = start;
    starts.set(ends.subarray(0, count - 1), 1);
    return fields.finish(this.#valid, from, count);
  }
}

/** For odd separators and quotes, which may stand in numbers and dates. */
class RequotedColumn implements CellColumn {
  readonly #inner: CellColumn;
  readonly #quoter: Quoter;
  readonly #fields: Fields;
  #valid: Uint8Array | undefined;

  constructor(inner: CellColumn, quoter: Quoter, nullText: Uint8Array) {
    this.#inner = inner;
    this.#quoter = quoter;
    this.#fields = new Fields(quoter, nullText);
  }

  read(vector: SourceVector): void {
    this.#valid = vector.valid;
    this.#inner.read(vector);
  }

  fill(from: number, count: number): Cells {
    const cells = this.#inner.fill(from, count);
    this.#quoter.read(new Uint8Array(cells.view.buffer));
    const fields = this.#fields;
    fields.begin(count);
    for (let i = 0; i < count; i++) {
      const [start, end] = [cells.starts[i] ?? 0, cells.ends[i] ?? 0];
      fields.starts[i] = fields.out.length;
      this.#quoter.write(fields.out, start, end);
      fields.ends[i] = fields.out.length;
    }
    return fields.finish(this.#valid, from, count);
  }
}
