/**
 * Picks rows out of vectors, on the typed arrays they are stored in: nothing
 * is rounded, no text is decoded.
 *
 * @module
 */

import {
  AxError,
  type BatchColumn,
  type ColumnSpec,
  type ColumnVector,
  type FixedArray,
  type VectorParts,
} from "ax";
import { SLACK, TextCopier } from "./copy_bytes.ts";
import { JointDictionary } from "./joint_dictionary.ts";
import { pick, wordsOf } from "./typed_arrays.ts";

/** Which rows are picked, in the order they are to have. */
export interface Places {
  /** In which vector each row lies. */
  readonly chunks: Uint32Array;
  /** Its number in that vector. */
  readonly rows: Uint32Array;
}

/** A vector of any column, as the typed arrays behind it. */
interface Parts {
  readonly length: number;
  readonly valid: Uint8Array | undefined;
  readonly values?: FixedArray;
  readonly offsets?: Int32Array;
  readonly dictionary?: readonly string[];
  readonly elements?: ColumnVector;
}

/** Picks rows out of the vectors of one column. */
export class Gatherer {
  /** All categories of the vectors, made when there is more than one list. */
  readonly #joint = new JointDictionary();

  /** Picks rows out of one vector. */
  pick(vector: ColumnVector, rows: Uint32Array): VectorParts {
    return this.gather([vector], {
      chunks: new Uint32Array(rows.length),
      rows,
    });
  }

  /** Picks rows out of several vectors of one column; at least one. */
  gather(vectors: readonly ColumnVector[], places: Places): VectorParts {
    const parts = vectors as unknown as readonly Parts[];
    const valid = gatherValid(parts, places);
    const [first] = parts;
    if (first?.dictionary !== undefined) {
      return { ...this.#gatherCodes(parts, places), valid };
    }
    if (first?.elements !== undefined) {
      return { ...gatherLists(parts, places), valid };
    }
    if (first?.offsets !== undefined) {
      return { ...gatherBytes(parts, places), valid };
    }
    return { values: gatherFixed(parts, places), valid };
  }

  #gatherCodes(parts: readonly Parts[], places: Places): VectorParts {
    const [first] = parts;
    const isOne = parts.length === 1;
    const maps = isOne
      ? undefined
      : parts.map((part) => this.#joint.mapOf(part.dictionary ?? []));
    const values = gatherFixed(parts, places) as Int32Array;
    if (maps === undefined) {
      return { values, dictionary: first?.dictionary ?? [] };
    }
    const { chunks, rows } = places;
    for (let i = 0; i < values.length; i++) {
      const chunk = chunks[i] as number;
      // A null has code 0 even where the dictionary is empty.
      const code = maps[chunk]?.[values[i] as number] ?? 0;
      const isNull = parts[chunk]?.valid?.[rows[i] as number] === 0;
      values[i] = isNull ? 0 : code;
    }
    return { values, dictionary: this.#joint.strings };
  }
}

/** Picks rows of some columns of a batch. */
export function pickColumns(
  vectors: Readonly<Record<string, ColumnVector>>,
  names: Iterable<string>,
  rows: Uint32Array,
): Record<string, BatchColumn<ColumnSpec>> {
  const gatherer = new Gatherer();
  const picked: Record<string, BatchColumn<ColumnSpec>> = Object.create(null);
  for (const name of names) {
    picked[name] = gatherer.pick(vectors[name] as ColumnVector, rows);
  }
  return picked;
}

function gatherValid(
  parts: readonly Parts[],
  { chunks, rows }: Places,
): Uint8Array | undefined {
  if (parts.every(({ valid }) => valid === undefined)) return undefined;
  const result = new Uint8Array(rows.length).fill(1);
  for (let i = 0; i < rows.length; i++) {
    const valid = parts[chunks[i] as number]?.valid;
    if (valid !== undefined) result[i] = valid[rows[i] as number] as number;
  }
  return result;
}

function gatherFixed(
  parts: readonly Parts[],
  { chunks, rows }: Places,
): FixedArray {
  const sources = parts.map(({ values }) => values as FixedArray);
  const [first] = sources as [FixedArray];
  const Values = first.constructor as new (length: number) => FixedArray;
  const result = new Values(rows.length);
  if (sources.length === 1) return pick(first, rows, result);
  // A function that sees arrays of many types is slow.
  if (result.BYTES_PER_ELEMENT === 1) {
    const bytes = sources as Uint8Array[];
    for (let i = 0; i < rows.length; i++) {
      const source = bytes[chunks[i] as number] as Uint8Array;
      result[i] = source[rows[i] as number] as number;
    }
  } else if (result.BYTES_PER_ELEMENT === 4) {
    gatherWords(sources.map(wordsOf), { chunks, rows }, wordsOf(result));
  } else gatherPairs(sources.map(wordsOf), { chunks, rows }, wordsOf(result));
  return result;
}

function gatherWords(
  sources: readonly Int32Array[],
  { chunks, rows }: Places,
  target: Int32Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    const source = sources[chunks[i] as number] as Int32Array;
    target[i] = source[rows[i] as number] as number;
  }
}

function gatherPairs(
  sources: readonly Int32Array[],
  { chunks, rows }: Places,
  target: Int32Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    const source = sources[chunks[i] as number] as Int32Array;
    const at = 2 * (rows[i] as number);
    target[2 * i] = source[at] as number;
    target[2 * i + 1] = source[at + 1] as number;
  }
}

function gatherBytes(
  parts: readonly Parts[],
  { chunks, rows }: Places,
): VectorParts {
  const [first] = parts as [Parts];
  if (parts.length > 1) return gatherTexts(parts, { chunks, rows });
  const copier = new TextCopier();
  const places = new Int32Array(rows.length + 1);
  const bytes = first.values as Uint8Array;
  const source = { bytes, offsets: first.offsets as Int32Array, rows };
  const end = copier.place(source, places);
  checkEnd(end, rows.length);
  const values = new Uint8Array(end + SLACK);
  copier.copy(source, places, values);
  return { offsets: places, values };
}

function gatherTexts(
  parts: readonly Parts[],
  { chunks, rows }: Places,
): VectorParts {
  const offsets = offsetsOf(parts, { chunks, rows });
  const values = new Uint8Array((offsets[rows.length] as number) + SLACK);
  const into = new DataView(values.buffer);
  const views = parts.map(({ values }) => {
    const { buffer, byteOffset } = values as Uint8Array;
    return new DataView(buffer, byteOffset);
  });
  for (let i = 0; i < rows.length; i++) {
    const chunk = chunks[i] as number;
    const from = views[chunk] as DataView;
    let at = parts[chunk]?.offsets?.[rows[i] as number] as number;
    let to = offsets[i] as number;
    const end = offsets[i + 1] as number;
    if (at + end - to <= from.byteLength - SLACK) {
      for (; to < end; to += 8, at += 8) {
        into.setBigInt64(to, from.getBigInt64(at, true), true);
      }
    } else while (to < end) into.setUint8(to++, from.getUint8(at++));
  }
  return { offsets, values };
}

function gatherLists(parts: readonly Parts[], places: Places): VectorParts {
  const offsets = offsetsOf(parts, places);
  const total = offsets[places.rows.length] as number;
  const chunks = new Uint32Array(total);
  const rows = new Uint32Array(total);
  for (let i = 0; i < places.rows.length; i++) {
    const chunk = places.chunks[i] as number;
    let from = parts[chunk]?.offsets?.[places.rows[i] as number] as number;
    const end = offsets[i + 1] as number;
    for (let to = offsets[i] as number; to < end; to++) {
      chunks[to] = chunk;
      rows[to] = from++;
    }
  }
  const inner = parts.map(({ elements }) => elements as ColumnVector);
  const gathered = new Gatherer().gather(inner, { chunks, rows });
  const elements = { ...gathered, length: total } as unknown as ColumnVector;
  return { offsets, elements };
}

function offsetsOf(
  parts: readonly Parts[],
  { chunks, rows }: Places,
): Int32Array {
  const offsets = new Int32Array(rows.length + 1);
  let end = 0;
  for (let i = 0; i < rows.length; i++) {
    const source = parts[chunks[i] as number]?.offsets as Int32Array;
    const row = rows[i] as number;
    end += (source[row + 1] as number) - (source[row] as number);
    offsets[i + 1] = end;
  }
  checkEnd(end, rows.length);
  return offsets;
}

/** What the offsets of a batch reach. */
const MAX_OFFSET = 2 ** 31 - 1;

/** Refuses rows that are short in one place and many times too long here. */
function checkEnd(end: number, rowCount: number): void {
  if (end <= MAX_OFFSET) return;
  throw new AxError(
    "limit",
    `Cannot put ${rowCount} rows into one batch: they have ${end} bytes or ` +
      `items of one column, and 2 GiB is the limit`,
  );
}
