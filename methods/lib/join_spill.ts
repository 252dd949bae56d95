/**
 * Joins more rows than memory holds: both sides are parted by the hash of
 * their keys, and joined part by part. The matches wait in a file until they
 * are put into the order of the rows they belong to.
 *
 * @module
 */

import type { ColumnSpec, ColumnVector, VectorParts } from "ax";
import { Gatherer } from "./gather.ts";
import type { KeyColumns } from "./join_keys.ts";
import { OUTPUT_ROWS, outputRows } from "./join_output.ts";
import { JoinTable, type TableShape } from "./join_table.ts";
import { hashRows } from "./row_hash.ts";
import { rowsByPart } from "./rows_by_part.ts";
import type { Kept, ScratchFile } from "./scratch_file.ts";

type Vectors = Readonly<Record<string, ColumnVector>>;

/** Rows that were put into a file together. */
export interface Block {
  readonly rowCount: number;
  readonly columns: readonly Kept[];
}

function keepBlock(
  file: ScratchFile,
  columns: readonly VectorParts[],
  rowCount: number,
): Block {
  return {
    rowCount,
    columns: columns.map((each) => file.keep(each, rowCount)),
  };
}

/** Reads rows that were put into a file, column by column. */
export function loadBlock(
  file: ScratchFile,
  { columns }: Block,
): ColumnVector[] {
  return columns.map((kept) => file.load(kept) as unknown as ColumnVector);
}

/**
 * Matches of one part, in the order of their rows: the first column of each
 * block has the number of the row, the others are those of the other side.
 */
export type Run = readonly Block[];

/** Rows to be parted. */
export interface PartSource {
  readonly batches: Iterable<{
    readonly start: number;
    readonly rowCount: number;
    readonly columns: Vectors;
  }>;
  readonly keys: KeyColumns;
  /** The columns that are kept. */
  readonly names: readonly string[];
  /** Whether the number of each row comes before them. */
  readonly isNumbered: boolean;
}

/**
 * Parts rows by the hash of their keys; those without a key are left out.
 *
 * @param count How many parts, a power of two up to 65536.
 * @returns The blocks of each part, its rows in order.
 */
export function partRows(
  source: PartSource,
  count: number,
  file: ScratchFile,
): Block[][] {
  const parts: Block[][] = Array.from({ length: count }, () => []);
  const { batches, keys, names, isNumbered } = source;
  const gatherer = new Gatherer();
  for (const { start, rowCount, columns } of batches) {
    const numbers = partNumbers(columns, keys, { rowCount, count });
    for (const [part, rows] of rowsByPart(numbers, count)) {
      const picked: VectorParts[] = names.map((name) =>
        gatherer.pick(columns[name] as ColumnVector, rows)
      );
      if (isNumbered) {
        const values = Int32Array.from(rows, (row) => start + row);
        picked.unshift({ values });
      }
      parts[part]?.push(keepBlock(file, picked, rows.length));
    }
  }
  return parts;
}

/** The part of each row; `count` for those without a key. */
function partNumbers(
  vectors: Vectors,
  { names, types }: KeyColumns,
  { rowCount, count }: { readonly rowCount: number; readonly count: number },
): Uint32Array {
  const hashes = new Uint32Array(rowCount);
  const parts = new Uint32Array(rowCount);
  for (const [index, name] of names.entries()) {
    const vector = vectors[name] as ColumnVector;
    hashRows(vector, types[index] as ColumnSpec, hashes);
    for (let row = 0; row < rowCount; row++) {
      const mixed = (parts[row] as number) ^ (hashes[row] as number);
      parts[row] = Math.imul(mixed ^ (mixed >>> 15), 0x9e37_79b1);
    }
  }
  for (let row = 0; row < rowCount; row++) {
    parts[row] = ((parts[row] as number) >>> 16) & (count - 1);
  }
  for (const name of names) {
    const { valid } = vectors[name] as ColumnVector;
    if (valid === undefined) continue;
    for (let row = 0; row < rowCount; row++) {
      if (valid[row] === 0) parts[row] = count;
    }
  }
  return parts;
}

/** What {@linkcode joinParts} needs beside the parts. */
export interface PartJoin {
  readonly shape: TableShape;
  /** The columns of the rows whose matches are looked for. */
  readonly probeKeys: KeyColumns;
  /** The columns that the blocks of the other side have. */
  readonly buildNames: readonly string[];
  /** Bytes that the other side may take in memory. */
  readonly limitBytes: number;
}

/**
 * Finds the matches of each part.
 *
 * A part that is too large is joined in pieces: its rows may all have one key.
 *
 * @returns The matches, and the longest text or list among them.
 */
export function joinParts(
  probe: readonly (readonly Block[])[],
  build: readonly (readonly Block[])[],
  join: PartJoin,
  file: ScratchFile,
): { readonly runs: Run[]; readonly longest: number } {
  const runs: Run[] = [];
  let longest = 1;
  for (const [part, blocks] of build.entries()) {
    const rows = probe[part] ?? [];
    if (rows.length === 0) continue;
    for (let at = 0; at < blocks.length;) {
      const table = new JoinTable(join.shape);
      for (; at < blocks.length; at++) {
        if (table.rowCount > 0 && table.byteCount > join.limitBytes) break;
        const block = blocks[at] as Block;
        const vectors = byName(join.buildNames, loadBlock(file, block));
        if (table.rowCount > 0 && !table.fits(vectors)) break;
        table.add(vectors, block.rowCount);
      }
      table.finish();
      const run = probePart(rows, table, { join, file });
      if (run.length > 0) runs.push(run);
      longest = Math.max(longest, table.longest);
    }
  }
  return { runs, longest };
}

function byName(
  names: readonly string[],
  vectors: readonly ColumnVector[],
): Vectors {
  const result: Record<string, ColumnVector> = Object.create(null);
  for (const [index, name] of names.entries()) {
    result[name] = vectors[index] as ColumnVector;
  }
  return result;
}

function probePart(
  blocks: readonly Block[],
  table: JoinTable,
  { join, file }: { readonly join: PartJoin; readonly file: ScratchFile },
): Run {
  const { shape, probeKeys } = join;
  const run = new RunWriter(table, shape, file);
  for (const block of blocks) {
    const [numbers, ...vectors] = loadBlock(file, block);
    const { values } = numbers as unknown as { values: Int32Array };
    const { rowCount } = block;
    const entries = new Int32Array(rowCount);
    const columns = byName(probeKeys.names, vectors);
    const { starts, rows } = table.match(columns, probeKeys, {
      rowCount,
      target: entries,
    });
    for (let row = 0; row < rowCount; row++) {
      const entry = entries[row] as number;
      if (entry < 0) continue;
      const end = starts[entry + 1] as number;
      for (let at = starts[entry] as number; at < end; at++) {
        run.push(values[row] as number, rows[at] as number);
      }
    }
  }
  return run.finish();
}

/** Writes matches. */
class RunWriter {
  readonly #table: JoinTable;
  readonly #names: readonly string[];
  readonly #file: ScratchFile;
  readonly #blocks: Block[] = [];
  readonly #numbers = new Int32Array(OUTPUT_ROWS);
  readonly #rows = new Uint32Array(OUTPUT_ROWS);
  readonly #limit: number;
  #count = 0;

  constructor(table: JoinTable, { payload }: TableShape, file: ScratchFile) {
    this.#table = table;
    this.#names = [...payload.keys()];
    this.#file = file;
    this.#limit = outputRows(table.longest);
  }

  push(number: number, row: number): void {
    this.#numbers[this.#count] = number;
    this.#rows[this.#count++] = row;
    if (this.#count === this.#limit) this.#flush();
  }

  finish(): Run {
    this.#flush();
    return this.#blocks;
  }

  #flush(): void {
    if (this.#count === 0) return;
    const picked = this.#table.gather(this.#rows.subarray(0, this.#count));
    const columns = [
      { values: this.#numbers },
      ...this.#names.map((name) => picked[name] as VectorParts),
    ];
    this.#blocks.push(keepBlock(this.#file, columns, this.#count));
    this.#count = 0;
  }
}
