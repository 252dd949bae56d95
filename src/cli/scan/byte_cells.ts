/**
 * Writes rows as lines of bytes, straight from the columns: what prints most
 * rows, when nothing is in colour and nothing is aligned.
 *
 * @module
 */

import { CellReader, dayText, isPlainType } from "../../data/cell_text.ts";
import { parseType } from "../../data/types.ts";
import { decodeUtf8 } from "../../data/utf8.ts";
import type {
  CategoryVector,
  VariableData,
  Vector,
} from "../../data/vectors.ts";
import type { ByteBuffer } from "./byte_buffer.ts";
import type { ScanColumn } from "./messages.ts";
import type { LineWriter } from "./row_lines.ts";

/** Writes the cells of one column, batch by batch. */
interface ByteCell {
  use(vector: Vector): void;
  /** Writes the cell of a row that is not null. */
  write(row: number): void;
}

/** How lines of bytes are written. */
export interface ByteStyle {
  readonly format: "csv" | "raw";
  /** Between fields. */
  readonly separator: string;
  /** Writes a field that is not as simple as most. */
  readonly writer: LineWriter;
}

/** Writes the rows of batches into a buffer. */
export class ByteLines {
  readonly #out: ByteBuffer;
  readonly #cells: readonly ByteCell[];
  readonly #separator: Uint8Array;
  #valid: (Uint8Array | undefined)[] = [];

  constructor(
    columns: readonly ScanColumn[],
    style: ByteStyle,
    out: ByteBuffer,
  ) {
    this.#out = out;
    this.#separator = new TextEncoder().encode(style.separator);
    const tools = { ...style, out, special: specialBytes(style) };
    this.#cells = columns.map(({ type }) => makeCell(type, tools));
  }

  /** Goes on with another batch: a vector for each column. */
  use(vectors: readonly Vector[]): void {
    this.#valid = vectors.map(({ valid }) => valid);
    vectors.forEach((vector, index) => this.#cells[index]?.use(vector));
  }

  /** Writes a row of the batch. */
  write(row: number): void {
    const out = this.#out;
    const cells = this.#cells;
    const separator = this.#separator;
    for (let index = 0; index < cells.length; index++) {
      if (index > 0) out.raw(separator, 0, separator.length);
      const valid = this.#valid[index];
      if (valid === undefined || valid[row] === 1) {
        (cells[index] as ByteCell).write(row);
      }
    }
    out.byte(10);
  }
}

interface CellTools extends ByteStyle {
  readonly out: ByteBuffer;
  /** Bytes whose fields need a closer look. */
  readonly special: Uint8Array;
}

function specialBytes({ format, separator }: ByteStyle): Uint8Array {
  const special = new Uint8Array(256);
  if (format === "raw") return special;
  const [first] = new TextEncoder().encode(separator);
  if (first !== undefined) special[first] = 1;
  special[10] = special[13] = 1;
  return special;
}

function makeCell(type: string, tools: CellTools): ByteCell {
  const { kind } = parseType(type);
  const isOdd = !/^[\t ,;|]*$/.test(tools.separator);
  if (kind === "category") return new CategoryCell(tools);
  if (["string", "json", "bytes"].includes(kind)) return new TextCell(tools);
  if (isOdd || !isPlainType(type)) return new SpokenCell(type, tools);
  switch (kind) {
    case "int32":
      return new WholeCell(tools);
    case "float64":
      return new FloatCell(type, tools);
    case "datetime":
      return new DatetimeCell(type, tools);
    default:
      return new PlainCell(type, tools);
  }
}

/** Text, copied as long as it is as simple as most. */
class TextCell implements ByteCell {
  readonly #tools: CellTools;
  readonly #isRaw: boolean;
  #offsets = new Int32Array(0);
  #values = new Uint8Array(0);

  constructor(tools: CellTools) {
    this.#tools = tools;
    this.#isRaw = tools.format === "raw";
  }

  use(vector: Vector): void {
    const { offsets, values } = vector as unknown as VariableData;
    this.#offsets = offsets as Int32Array<ArrayBuffer>;
    this.#values = values as Uint8Array<ArrayBuffer>;
  }

  write(row: number): void {
    const { out, special } = this.#tools;
    const values = this.#values;
    const start = this.#offsets[row] as number;
    const end = this.#offsets[row + 1] as number;
    if (start === end) return;
    const isQuoted = isQuote(values[start] as number) ||
      isQuote(values[end - 1] as number);
    if (isQuoted && !this.#isRaw) return this.#spell(start, end);
    out.reserve(end - start);
    const { bytes } = out;
    let to = out.length;
    for (let at = start; at < end; at++) {
      const byte = values[at] as number;
      if (special[byte] === 1) return this.#spell(start, end);
      bytes[to++] = byte;
    }
    out.length = to;
  }

  #spell(start: number, end: number): void {
    const { out, writer } = this.#tools;
    out.text(writer.escape(decodeUtf8(this.#values.subarray(start, end))));
  }
}

function isQuote(byte: number): boolean {
  return byte === 34 || byte === 39;
}

/** Each category is spelled once. */
class CategoryCell implements ByteCell {
  readonly #tools: CellTools;
  #dictionary: readonly string[] = [];
  #texts: (Uint8Array | undefined)[] = [];
  #codes = new Int32Array(0);

  constructor(tools: CellTools) {
    this.#tools = tools;
  }

  use(vector: Vector): void {
    const { values, dictionary } = vector as CategoryVector;
    if (dictionary !== this.#dictionary) this.#texts = [];
    this.#dictionary = dictionary;
    this.#codes = values as Int32Array<ArrayBuffer>;
  }

  write(row: number): void {
    const { out, writer } = this.#tools;
    const code = this.#codes[row] as number;
    const text = this.#texts[code] ??= new TextEncoder().encode(
      writer.escape(this.#dictionary[code] ?? ""),
    );
    out.raw(text, 0, text.length);
  }
}

/** Anything, by its text. */
class SpokenCell implements ByteCell {
  readonly #cells: CellReader;
  readonly #tools: CellTools;

  constructor(type: string, tools: CellTools) {
    this.#cells = new CellReader(type);
    this.#tools = tools;
  }

  use(vector: Vector): void {
    this.#cells.use(vector);
  }

  write(row: number): void {
    const { out, writer } = this.#tools;
    out.text(writer.escape(this.#cells.text(row) ?? ""));
  }
}

/** What is ASCII, and never wants quotes. */
class PlainCell implements ByteCell {
  readonly #cells: CellReader;
  protected readonly out: ByteBuffer;

  constructor(type: string, { out }: CellTools) {
    this.#cells = new CellReader(type);
    this.out = out;
  }

  use(vector: Vector): void {
    this.#cells.use(vector);
  }

  write(row: number): void {
    this.out.ascii(this.#cells.text(row) ?? "");
  }
}

function valuesOf<A>(vector: Vector): A {
  return (vector as unknown as { readonly values: A }).values;
}

class WholeCell implements ByteCell {
  readonly #out: ByteBuffer;
  #values = new Int32Array(0);

  constructor({ out }: CellTools) {
    this.#out = out;
  }

  use(vector: Vector): void {
    this.#values = valuesOf(vector);
  }

  write(row: number): void {
    this.#out.whole(this.#values[row] as number);
  }
}

class FloatCell extends PlainCell {
  #values = new Float64Array(0);

  override use(vector: Vector): void {
    super.use(vector);
    this.#values = valuesOf(vector);
  }

  override write(row: number): void {
    if (!this.out.cents(this.#values[row] as number)) super.write(row);
  }
}

const MICROS_PER_DAY = 86_400_000_000;

class DatetimeCell extends PlainCell {
  #words = new Int32Array(0);

  override use(vector: Vector): void {
    super.use(vector);
    const { buffer, byteOffset, length } = valuesOf<
      BigInt64Array<ArrayBuffer>
    >(vector);
    this.#words = new Int32Array(buffer, byteOffset, 2 * length);
  }

  override write(row: number): void {
    const high = this.#words[2 * row + 1] as number;
    const value = high * 2 ** 32 + ((this.#words[2 * row] as number) >>> 0);
    const days = Math.floor(value / MICROS_PER_DAY);
    const seconds = (value - days * MICROS_PER_DAY) / 1_000_000;
    const isOdd = !Number.isInteger(seconds) ||
      Math.abs(value) > Number.MAX_SAFE_INTEGER;
    if (isOdd) return super.write(row);
    const { out } = this;
    out.ascii(dayText(days));
    out.byte(84); // T
    const minutes = (seconds / 60) | 0;
    const hours = (minutes / 60) | 0;
    out.two(hours);
    out.byte(58);
    out.two(minutes - hours * 60);
    out.byte(58);
    out.two(seconds - minutes * 60);
  }
}
