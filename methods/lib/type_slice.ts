/**
 * Types one slice of a dataset, or of a chain of them.
 *
 * @module
 */

import {
  AxError,
  type ColumnSpec,
  type Dataset,
  type DatasetWriter,
  type RunningJob,
} from "ax";
import { listSources } from "./dataset_source.ts";
import {
  type PlannedColumn,
  planTyping,
  type TypeInputs,
  type TypePlan,
} from "./type_plan.ts";
import {
  type BadRow,
  type ColumnCounts,
  type Columns,
  type Place,
  RowTyper,
  type TypeSink,
} from "./type_rows.ts";

/** What a request says, and what the results are chained to. */
export interface SliceInputs extends TypeInputs {
  readonly previous: Dataset | null;
  /** The dataset before the oldest one of bad rows. */
  readonly previousBad: Dataset | null;
}

/** What came of one slice. */
export interface TypeReport {
  readonly rowCount: number;
  /** Rows in `bad`. */
  readonly badCount: number;
  /** By column. */
  readonly counts: ReadonlyMap<string, ColumnCounts>;
}

/** Where a slice writes. */
export interface SliceContext extends Place {
  readonly job: Pick<RunningJob, "createDataset">;
}

/**
 * Writes one slice of all datasets.
 *
 * @throws {AxError} `input`, for the first value that cannot be converted, if
 * bad rows are not filtered.
 */
export function typeSlice(
  inputs: SliceInputs,
  context: SliceContext,
): TypeReport {
  const sources = listSources(inputs);
  const counts = new Map<string, ColumnCounts>();
  let { previous, previousBad } = inputs;
  let rowCount = 0;
  let badCount = 0;
  for (const [index, source] of sources.entries()) {
    const isLast = index === sources.length - 1;
    const plan = planTyping(source, inputs);
    const isCopied = plan.isMoved || inputs.filterBad;
    const writer = context.job.createDataset(
      isLast ? "default" : String(index),
      optionsOf(source, plan, { isCopied, previous }),
    );
    const bad = inputs.filterBad
      ? new BadRows(context.job, plan, {
        name: isLast ? "bad" : `${index}.bad`,
        previous: previousBad,
      })
      : undefined;
    const sink = makeSink(writer, bad, nameSource(sources, index));
    const typer = new RowTyper(plan, inputs, {
      place: context,
      sink,
      isCopied,
    });
    typer.run(source);
    addCounts(counts, typer.counts);
    previous = writer.close();
    rowCount += writer.rowCount;
    previousBad = bad?.close() ?? null;
    badCount += bad?.rowCount ?? 0;
  }
  return { rowCount, badCount, counts };
}

function makeSink(
  writer: DatasetWriter,
  bad: BadRows | undefined,
  source: string,
): TypeSink {
  return {
    rows: (columns) => writer.writeBatch(columns),
    bad(rows, columns): void {
      if (bad === undefined) throw refuse(rows[0] as BadRow, source);
      bad.write(rows, columns);
    },
  };
}

/** Declares the result: on top of its source, if nothing moves. */
function optionsOf(
  source: Dataset,
  { columns, hashBy }: TypePlan,
  { isCopied, previous }: {
    readonly isCopied: boolean;
    readonly previous: Dataset | null;
  },
) {
  const chained = { previous: previous ?? undefined };
  const typed = columns.filter(({ conversion }) => conversion !== undefined);
  if (isCopied || typed.length === columns.length) {
    return { columns: columns.map(entryOf), hashBy, ...chained };
  }
  return {
    columns: typed.map(entryOf),
    parent: source,
    inherit: columns.map(({ name, column }) => [name, column] as const),
    hashBy: hashBy ?? null,
    ...chained,
  };
}

function entryOf({ name, type }: PlannedColumn) {
  return [name, type] as const;
}

/** Writes bad rows: their number, what is wrong, and what they held. */
class BadRows {
  readonly #writer: DatasetWriter;
  readonly #names: readonly string[];

  constructor(
    job: SliceContext["job"],
    { columns }: TypePlan,
    { name, previous }: {
      readonly name: string;
      readonly previous: Dataset | null;
    },
  ) {
    const kept = new Map<string, ColumnSpec>();
    for (const { column, sourceType, conversion } of columns) {
      if (conversion !== undefined) kept.set(column, sourceType);
    }
    this.#names = ["slice", "row", "problem"].map((name) => {
      let free = name;
      while (kept.has(free)) free += "_";
      return free;
    });
    const [slice = "", row = "", problem = ""] = this.#names;
    this.#writer = job.createDataset(name, {
      columns: [
        [slice, "int32"],
        [row, "int64"],
        [problem, "string"],
        ...kept,
      ],
      previous: previous ?? undefined,
    });
  }

  get rowCount(): number {
    return this.#writer.rowCount;
  }

  write(rows: readonly BadRow[], columns: Columns): void {
    const [slice = "", row = "", problem = ""] = this.#names;
    this.#writer.writeBatch({
      ...columns,
      [slice]: Int32Array.from(rows, ({ slice }) => slice),
      [row]: BigInt64Array.from(rows, ({ row }) => BigInt(row)),
      [problem]: rows.map(({ column, value }) =>
        `column ${JSON.stringify(column.name)}: cannot convert ` +
        `${quote(value)} to ${column.conversion}`
      ),
    });
  }

  close(): Dataset {
    return this.#writer.close();
  }
}

function addCounts(
  sums: Map<string, ColumnCounts>,
  counts: ReadonlyMap<string, ColumnCounts>,
): void {
  for (const [name, { bad, defaulted }] of counts) {
    const sum = sums.get(name) ?? { bad: 0, defaulted: 0 };
    sum.bad += bad;
    sum.defaulted += defaulted;
    sums.set(name, sum);
  }
}

/** What messages call a dataset. */
function nameSource(sources: readonly Dataset[], index: number): string {
  const name = JSON.stringify(sources[index]?.name);
  return sources.length === 1
    ? name
    : `${name}, dataset ${index + 1} of ${sources.length}`;
}

function refuse(
  { column, value, row, slice }: BadRow,
  source: string,
): AxError {
  const { name, conversion } = column;
  return new AxError(
    "input",
    `Cannot convert ${quote(value)} in column ${JSON.stringify(name)}, ` +
      `row ${row}, slice ${slice} of ${source}: it is no ${conversion}`,
    {
      hint: isLong(value, conversion)
        ? `Pass types: { ${JSON.stringify(name)}: "number:digits" } to keep ` +
          `whole numbers of any size, as text.`
        : `Pass defaults: { ${JSON.stringify(name)}: … }, or filterBad: ` +
          `true to keep bad rows in the dataset "bad".`,
    },
  );
}

/** Whether a value is a number that its type has no room for. */
function isLong(value: unknown, conversion = ""): boolean {
  return /^(?:int64|number)\??(?::int)?$/.test(conversion) &&
    /^\s*[+-]?\d{16,400}\s*$/.test(textOf(value));
}

/** A value for a message, not too long. */
function quote(value: unknown): string {
  const text = textOf(value);
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}

function textOf(value: unknown): string {
  return typeof value === "string"
    ? value
    : new TextDecoder().decode(value as Uint8Array);
}
