/**
 * Measures slices: writing, and reading from the disk cache, beside the same
 * work in apache-arrow and, where Python has it, pyarrow.
 *
 * Run it by `deno run -A scripts/bench/slices.ts [ROWS]`. Each figure is the
 * median of five runs in one thread, in milliseconds; runs are interleaved,
 * because a machine's speed drifts.
 *
 * @module
 */

import { tableFromIPC } from "apache-arrow";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";

const COLUMNS = {
  id: "int32",
  amount: "float64",
  quantity: "int32",
  category: "category",
  user: "string",
} as const;

const RUNS = 5;
const CATEGORIES = Array.from({ length: 50 }, (_, i) => `category ${i}`);

/** One line of the table; times in milliseconds. */
export interface DataFigure {
  readonly work: string;
  readonly ax: number;
  readonly arrow: number | undefined;
  readonly pyarrow: number | undefined;
}

interface Task {
  readonly work: string;
  ax(): number;
  arrow?(): number;
  /** Python that leaves the answer in `result`. */
  readonly python?: string;
}

/** Runs everything. @param rows How many rows the table has. */
export function measureData(rows: number): DataFigure[] {
  const dir = Deno.makeTempDirSync({ prefix: "ax-bench-" });
  try {
    const path = `${dir}/slice.arrow`;
    writeBatches(path, rows);
    const tasks = [...writeTasks(dir, rows), ...readTasks(path)];
    const times = tasks.map(() => ({
      ax: [] as number[],
      arrow: [] as number[],
    }));
    for (let run = 0; run < RUNS; run++) {
      tasks.forEach((task, index) => {
        const answer = time(times[index]?.ax, task.ax);
        if (task.arrow === undefined) return;
        const other = time(times[index]?.arrow, task.arrow);
        const isSame = Math.abs(answer - other) <= 1e-9 * Math.abs(answer);
        if (!isSame) throw new Error(`${task.work}: ${answer} is not ${other}`);
      });
    }
    const python = measurePython(path, tasks);
    return tasks.map(({ work }, index) => ({
      work,
      ax: median(times[index]?.ax ?? []),
      arrow: times[index]?.arrow.length
        ? median(times[index]?.arrow ?? [])
        : undefined,
      pyarrow: python?.[work],
    }));
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

function time(times: number[] | undefined, run: () => number): number {
  const start = performance.now();
  const result = run();
  times?.push(performance.now() - start);
  return result;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? NaN;
}

function writeTasks(dir: string, rows: number): Task[] {
  const again = (write: (path: string, rows: number) => number) => () => {
    const path = `${dir}/written.arrow`;
    const result = write(path, rows);
    Deno.removeSync(path);
    return result;
  };
  return [
    { work: "write row by row, five columns", ax: again(writeRows) },
    { work: "write the same by typed arrays", ax: again(writeBatches) },
  ];
}

function writeRows(path: string, rows: number): number {
  using writer = openSliceWriter(path, COLUMNS);
  const users = makeUsers(rows);
  for (let id = 0; id < rows; id++) {
    writer.write({
      id,
      amount: (id * 37 % 10_000) / 100,
      quantity: id % 7,
      category: CATEGORIES[id % 50] as string,
      user: users[id % users.length] as string,
    });
  }
  return writer.close().rowCount;
}

function writeBatches(path: string, rows: number): number {
  using writer = openSliceWriter(path, COLUMNS);
  const users = makeUsers(rows);
  const size = 65_536;
  for (let start = 0; start < rows; start += size) {
    const length = Math.min(size, rows - start);
    const id = Int32Array.from({ length }, (_, i) => start + i);
    writer.writeBatch({
      id,
      amount: Float64Array.from(id, (i) => (i * 37 % 10_000) / 100),
      quantity: id.map((i) => i % 7),
      category: { values: id.map((i) => i % 50), dictionary: CATEGORIES },
      user: Array.from(id, (i) => users[i % users.length] as string),
    });
  }
  return writer.close().rowCount;
}

function makeUsers(rows: number): string[] {
  const length = Math.max(1, Math.floor(rows / 50));
  return Array.from({ length }, (_, i) => `user-${i * 7919 % length}`);
}

function readTasks(path: string): Task[] {
  return [...sumTasks(path), ...rowTasks(path), groupTask(path)];
}

function sumTasks(path: string): Task[] {
  const open = () => openSliceReader<typeof COLUMNS>(path);
  const table = () => tableFromIPC(Deno.readFileSync(path));
  return [
    {
      work: "sum of a float64 column, by batches",
      ax() {
        using reader = open();
        let sum = 0;
        for (const batch of reader.batches(["amount"], { reuse: true })) {
          sum += sumOf(batch.columns.amount.values);
        }
        return sum;
      },
      arrow: () => sumOf(table().getChild("amount")?.toArray() ?? []),
      python: `result = pc.sum(table().column("amount")).as_py()`,
    },
    {
      work: "the same, for..of column()",
      ax() {
        using reader = open();
        let sum = 0;
        for (const value of reader.column("amount")) sum += value;
        return sum;
      },
      arrow() {
        let sum = 0;
        for (const value of table().getChild("amount") ?? []) sum += value;
        return sum;
      },
    },
  ];
}

function groupTask(path: string): Task {
  return {
    work: "sum by category, on codes",
    ax() {
      using reader = openSliceReader<typeof COLUMNS>(path);
      const sums = new Float64Array(CATEGORIES.length);
      const names = ["category", "amount"] as const;
      for (const { columns } of reader.batches(names, { reuse: true })) {
        const codes = columns.category.values;
        const amounts = columns.amount.values;
        for (let i = 0; i < codes.length; i++) {
          (sums[codes[i] as number] as number) += amounts[i] as number;
        }
      }
      return sums[3] as number;
    },
    python: `
t = table().select(["category", "amount"])
result = t.group_by("category").aggregate([("amount", "sum")])`,
  };
}

function rowTasks(path: string): Task[] {
  const open = () => openSliceReader<typeof COLUMNS>(path);
  const names = ["amount", "quantity", "category"] as const;
  return [
    {
      work: "for..of rows() over three columns",
      ax() {
        using reader = open();
        let sum = 0;
        for (const { amount, quantity, category } of reader.rows(names)) {
          sum += amount * quantity + category.length;
        }
        return sum;
      },
      arrow() {
        const table = tableFromIPC(Deno.readFileSync(path)).select([...names]);
        let sum = 0;
        for (const { amount, quantity, category } of table) {
          sum += amount * quantity + category.length;
        }
        return sum;
      },
    },
    {
      work: "count by user, for..of column()",
      ax() {
        using reader = open();
        const counts = new Map<string, number>();
        for (const user of reader.column("user")) {
          counts.set(user, (counts.get(user) ?? 0) + 1);
        }
        return counts.size;
      },
      python: `result = pc.value_counts(table().column("user"))`,
    },
  ];
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum;
}

function measurePython(
  path: string,
  tasks: readonly Task[],
): Record<string, number> | undefined {
  const programs = tasks.flatMap(({ work, python }) =>
    python ? [[work, python]] : []
  );
  const code = `
import json, statistics, sys, time
import pyarrow as pa, pyarrow.compute as pc, pyarrow.ipc as ipc
pa.set_cpu_count(1)
def table(): return ipc.open_file(pa.memory_map(sys.argv[1])).read_all()
def run(code):
    start = time.perf_counter(); exec(code, globals())
    return 1000 * (time.perf_counter() - start)
print(json.dumps({name: statistics.median(run(code) for _ in range(${RUNS}))
    for name, code in json.loads(sys.argv[2])}))`;
  try {
    const command = new Deno.Command("python3", {
      args: ["-c", code, path, JSON.stringify(programs)],
    });
    const { success, stdout } = command.outputSync();
    return success ? JSON.parse(new TextDecoder().decode(stdout)) : undefined;
  } catch {
    return undefined;
  }
}

/** Formats the figures as a table. */
export function formatFigures(figures: readonly DataFigure[]): string {
  const cell = (ms: number | undefined) =>
    (ms === undefined ? "-" : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`).padStart(10);
  const head = ["ax", "arrow-js", "pyarrow"].map((name) => name.padStart(10));
  const lines = figures.map(({ work, ax, arrow, pyarrow }) =>
    [work.padEnd(38), cell(ax), cell(arrow), cell(pyarrow)].join("")
  );
  return ["".padEnd(38) + head.join(""), ...lines].join("\n");
}

if (import.meta.main) {
  const rows = Number(Deno.args[0] ?? 5_000_000);
  console.log(`${rows} rows, one thread, median of ${RUNS} runs`);
  console.log(formatFigures(measureData(rows)));
}
