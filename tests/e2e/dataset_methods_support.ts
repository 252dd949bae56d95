/**
 * What the tests of the standard dataset methods share: a dataset with a
 * column of every type, and its rows as text.
 *
 * @module
 */

/** Column types of what `make` writes, in order. */
export const columns = {
  n: "int32",
  user: "string",
  kind: "category?",
  amount: "float64?",
  small: "float32",
  big: "int64",
  flag: "bool",
  at: "datetime",
  day: "date?",
  clock: "time",
  raw: "bytes",
  data: "json",
  tags: "list<string>",
} as const;

/** Row `n` of what `make` writes, as `show` prints it. */
export function rowText(n: number): string {
  return [
    n,
    userOf(n),
    kindOf(n),
    amountOf(n),
    Math.fround(n / 3),
    BigInt(n) * 10n ** 15n,
    n % 2,
    1_700_000_000_000_001n + BigInt(n * 7 % 13),
    n % 5 === 0 ? null : 19_000 + n % 3,
    n * 1000,
    [n % 256, 1],
    JSON.stringify({ n }),
    Array.from({ length: n % 3 }, (_, i) => `t${i}`),
  ].map(String).join("|");
}

/** The string of row `n`. */
export function userOf(n: number): string {
  return `u${n % 11}é`;
}

/** The category of row `n`. */
export function kindOf(n: number): string | null {
  return n % 7 === 0 ? null : `k${n % 4}`;
}

/** The amount of row `n`. */
export function amountOf(n: number): number | null {
  return n % 6 === 0 ? null : (n * 37 % 50) / 10;
}

/** Writes rows from `from` up to `to`, dealt out in turn, batch by batch. */
export const make = `{
  inputs: { from: integer(), to: integer(), previous: optional(dataset()) },
  synthesis({ inputs: { from, to, previous }, job, slices }) {
    const out = job.createDataset({
      columns: ${JSON.stringify(columns)},
      previous: previous ?? undefined,
    });
    for (let slice = 0; slice < slices; slice++) {
      const ns = [];
      for (let n = from + slice; n < to; n += slices) ns.push(n);
      if (ns.length === 0) continue;
      out.slice(slice).writeBatch({
        n: ns,
        user: ns.map((n) => "u" + n % 11 + "é"),
        kind: ns.map((n) => n % 7 === 0 ? null : "k" + n % 4),
        amount: ns.map((n) => n % 6 === 0 ? null : (n * 37 % 50) / 10),
        small: ns.map((n) => n / 3),
        big: ns.map((n) => BigInt(n) * 10n ** 15n),
        flag: ns.map((n) => n % 2 === 1),
        at: BigInt64Array.from(ns, (n) => 1_700_000_000_000_001n + BigInt(n * 7 % 13)),
        day: ns.map((n) => n % 5 === 0 ? null : new Date((19_000 + n % 3) * 86_400_000)),
        clock: ns.map((n) => n * 1000),
        raw: ns.map((n) => Uint8Array.of(n, 1)),
        data: ns.map((n) => ({ n })),
        tags: ns.map((n) => Array.from({ length: n % 3 }, (_, i) => "t" + i)),
      });
    }
  },
}`;

/** Gives the rows of each slice as texts, microseconds included. */
export const show = `{
  inputs: { source: dataset() },
  synthesis({ inputs: { source }, slices }) {
    const text = (vector, row) => {
      if (vector.valid && vector.valid[row] === 0) return "null";
      const { values, dictionary, offsets, elements } = vector;
      if (dictionary) return dictionary[values[row]];
      if (elements) return vector.get(row).join();
      if (!offsets) return String(values[row]);
      const value = vector.get(row);
      if (value instanceof Uint8Array) return [...value].join();
      return typeof value === "string" ? value : JSON.stringify(value);
    };
    const slice = (n) => [...source.batches(n)].flatMap((batch) =>
      Array.from({ length: batch.rowCount }, (_, row) =>
        Object.values(batch.columns).map((vector) => text(vector, row)).join("|")));
    return {
      columns: Object.fromEntries(source.columns),
      hashBy: source.hashBy ?? null,
      slices: Array.from({ length: slices }, (_, n) => slice(n)),
      chain: [...source.chain()].map(({ name, rowCount }) => name + " " + rowCount),
    };
  },
}`;

/**
 * Code of a build script: `showOf(job)` is what `show` gives of a job's
 * dataset, without one more job for it, which takes longer than all else.
 */
export function shower(slices = 2): string {
  return `
    const shower = ((dataset) => (${show}))(() => {});
    const showOf = (source) =>
      shower.synthesis({ inputs: { source }, slices: ${slices} });`;
}

/** What `show` gives. */
export interface Shown {
  readonly columns: Readonly<Record<string, string>>;
  readonly hashBy: string | null;
  readonly slices: readonly (readonly string[])[];
  readonly chain: readonly string[];
}

/** The numbers from `from` up to `to`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
