/**
 * What the programs that are compared must do, and what is noted of each.
 *
 * @module
 */

/** The works, in the order they are done. */
export const WORKS = {
  import: "import and type all columns",
  sum: "sum of a float64 column",
  category: "sum by category",
  user: "count by user (100,000 texts)",
  rows: "for..of rows over three columns",
  append: "append a computed column",
  hash: "hash partition by user",
  sort: "sort by timestamp, within slices",
  sortAll: "sort by timestamp, across slices",
  export: "export as CSV",
} as const;

/** One of {@linkcode WORKS}. */
export type Work = keyof typeof WORKS;

/** What one work took. */
export interface Cost {
  /** Of the job itself, without the start of the program. */
  readonly seconds: number;
  /** Of that, the slowest slice of analysis; where it is known. */
  readonly sliceSeconds?: number;
  /** Of all processes together, each page counted once. */
  readonly peakBytes: number;
  /** What the work left on the disk. */
  readonly diskBytes: number;
}

/** A program that is measured. */
export interface Peer extends AsyncDisposable {
  readonly name: string;
  /** Does the work anew. @returns Nothing when it has no such work. */
  run(work: Work): Promise<Cost | undefined>;
}

/** The bytes of all files below a path, hard links once. */
export function sizeOf(path: string): number {
  const info = Deno.lstatSync(path);
  if (!info.isDirectory) return info.isFile ? info.size : 0;
  let sum = 0;
  for (const { name } of Deno.readDirSync(path)) {
    sum += sizeOf(`${path}/${name}`);
  }
  return sum;
}
