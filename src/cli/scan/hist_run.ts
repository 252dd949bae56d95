/**
 * Counts the values of one slice.
 *
 * @module
 */

import { binOf } from "../../core/histogram.ts";
import type { Batch } from "../../core/rows.ts";
import { timeBinOf } from "../../core/time_bins.ts";
import { CellReader } from "../../data/cell_text.ts";
import { openSliceReader } from "../../data/slice_reader.ts";
import type { CategoryVector, Vector } from "../../data/vectors.ts";
import {
  type HistogramCounts,
  type HistogramSettings,
  joinTexts,
} from "./hist_settings.ts";
import type { ScanTask } from "./messages.ts";

/** Who is told how far it is. */
interface Watch {
  progress(rows: number): void;
  isStopped(): boolean;
}

/** Counts the values of the searched columns of a task. */
export function countTask(
  task: ScanTask,
  settings: HistogramSettings,
  watch: Watch,
): HistogramCounts {
  const names = task.searched.map(({ name }) => name);
  const counter = settings.bins !== undefined
    ? new BinCounter(names[0] ?? "", settings.bins)
    : settings.edges !== undefined
    ? new TimeCounter(names[0] ?? "", settings.edges)
    : names.length === 1
    ? new ValueCounter(task.searched[0]?.type ?? "", names[0] ?? "")
    : new TupleCounter(task.searched.map(({ type }) => type), names);
  for (const { groups, from, rowCount } of task.slices) {
    const rowRange = [from, from + rowCount] as const;
    using reader = openSliceReader(groups);
    for (const batch of reader.batches(names, { rowRange, reuse: true })) {
      if (watch.isStopped()) return counter.counts();
      counter.add(batch);
      watch.progress(batch.rowCount);
    }
  }
  return counter.counts();
}

/** Counts numbers in bins. */
class BinCounter {
  readonly #name: string;
  readonly #bins: { min: number; step: number; count: number };
  readonly #counts: Float64Array;
  #nan = 0;
  #nulls = 0;

  constructor(
    name: string,
    bins: { min: number; step: number; count: number },
  ) {
    this.#name = name;
    this.#bins = bins;
    this.#counts = new Float64Array(bins.count);
  }

  add(batch: Batch): void {
    const vector = batch.columns[this.#name] as unknown as Vector;
    const { values, valid } = vector as unknown as {
      values: ArrayLike<number | bigint>;
      valid: Uint8Array | undefined;
    };
    for (let row = 0; row < values.length; row++) {
      if (valid !== undefined && valid[row] === 0) {
        this.#nulls++;
        continue;
      }
      const value = Number(values[row]);
      if (Number.isNaN(value)) this.#nan++;
      else {
        const bin = binOf(this.#bins, value);
        this.#counts[bin] = (this.#counts[bin] as number) + 1;
      }
    }
  }

  counts(): HistogramCounts {
    return {
      bins: [...this.#counts],
      values: new Map(),
      nan: this.#nan,
      nulls: this.#nulls,
    };
  }
}

/** Counts dates and times in bins. */
class TimeCounter {
  readonly #name: string;
  readonly #edges: readonly number[];
  readonly #counts: Float64Array;
  #nulls = 0;
  /** The bin of the row before: rows near each other are often in one. */
  #bin = 0;

  constructor(name: string, edges: readonly number[]) {
    this.#name = name;
    this.#edges = edges;
    this.#counts = new Float64Array(edges.length - 1);
  }

  add(batch: Batch): void {
    const vector = batch.columns[this.#name] as unknown as Vector;
    const { values, valid } = vector as unknown as {
      values: Int32Array | BigInt64Array;
      valid: Uint8Array | undefined;
    };
    const isWide = values instanceof BigInt64Array;
    // Halves, because making a bigint per row takes longer.
    const words = isWide
      ? new Int32Array(values.buffer, values.byteOffset, 2 * values.length)
      : values;
    for (let row = 0; row < values.length; row++) {
      if (valid !== undefined && valid[row] === 0) {
        this.#nulls++;
        continue;
      }
      const value = isWide
        ? (words[2 * row + 1] as number) * 2 ** 32 +
          ((words[2 * row] as number) >>> 0)
        : words[row] as number;
      this.#count(value);
    }
  }

  #count(value: number): void {
    const edges = this.#edges;
    const isSame = value >= (edges[this.#bin] as number) &&
      value < (edges[this.#bin + 1] as number);
    if (!isSame) this.#bin = timeBinOf(edges, value);
    this.#counts[this.#bin] = (this.#counts[this.#bin] as number) + 1;
  }

  counts(): HistogramCounts {
    const bins = [...this.#counts];
    return { bins, values: new Map(), nan: 0, nulls: this.#nulls };
  }
}

/** Counts the values of one column, each by itself. */
class ValueCounter {
  readonly #cells: CellReader;
  readonly #isNumber: boolean;
  readonly #name: string;
  readonly #counts = new Map<string, number>();
  readonly #numbers = new Map<number, number>();
  #nulls = 0;

  constructor(type: string, name: string) {
    this.#cells = new CellReader(type);
    this.#isNumber = /^int32\??$/.test(type);
    this.#name = name;
  }

  add(batch: Batch): void {
    const vector = batch.columns[this.#name] as unknown as Vector;
    this.#cells.use(vector);
    if ("dictionary" in vector) this.#addCodes(vector as CategoryVector);
    else if (this.#isNumber) this.#addNumbers(vector);
    else {
      for (let row = 0; row < vector.length; row++) {
        const text = this.#cells.text(row);
        if (text === undefined) this.#nulls++;
        else count(this.#counts, text, 1);
      }
    }
  }

  #addCodes({ values, valid, dictionary }: CategoryVector): void {
    const codes = new Float64Array(dictionary.length);
    for (let row = 0; row < values.length; row++) {
      if (valid !== undefined && valid[row] === 0) this.#nulls++;
      else {
        const code = values[row] as number;
        codes[code] = (codes[code] as number) + 1;
      }
    }
    codes.forEach((times, code) => {
      if (times > 0) count(this.#counts, dictionary[code] ?? "", times);
    });
  }

  #addNumbers(vector: Vector): void {
    const { values, valid } = vector as unknown as {
      values: Int32Array;
      valid: Uint8Array | undefined;
    };
    for (let row = 0; row < values.length; row++) {
      if (valid !== undefined && valid[row] === 0) this.#nulls++;
      else count(this.#numbers, values[row] as number, 1);
    }
  }

  counts(): HistogramCounts {
    for (const [value, times] of this.#numbers) {
      count(this.#counts, String(value), times);
    }
    return { bins: [], values: this.#counts, nan: 0, nulls: this.#nulls };
  }
}

/** Counts the combinations of values of several columns. */
class TupleCounter {
  readonly #cells: readonly CellReader[];
  readonly #names: readonly string[];
  readonly #counts = new Map<string, number>();

  constructor(types: readonly string[], names: readonly string[]) {
    this.#cells = types.map((type) => new CellReader(type));
    this.#names = names;
  }

  add(batch: Batch): void {
    this.#names.forEach((name, index) => {
      this.#cells[index]?.use(batch.columns[name] as unknown as Vector);
    });
    for (let row = 0; row < batch.rowCount; row++) {
      const key = joinTexts(this.#cells.map((cell) => cell.text(row)));
      count(this.#counts, key, 1);
    }
  }

  counts(): HistogramCounts {
    return { bins: [], values: this.#counts, nan: 0, nulls: 0 };
  }
}

function count<Key>(counts: Map<Key, number>, key: Key, times: number): void {
  counts.set(key, (counts.get(key) ?? 0) + times);
}
