/**
 * Joins the rows of a slice by way of a file, where memory ends.
 *
 * @module
 */

import { AxError, type DatasetWriter } from "ax";
import { JoinMerge } from "./join_merge.ts";
import type { JoinOutput, ProbeBatch } from "./join_output.ts";
import { makeOutput, readSide, type SlicePass } from "./join_pass.ts";
import type { JoinPass } from "./join_plan.ts";
import { joinParts, partRows } from "./join_spill.ts";
import { ScratchFile } from "./scratch_file.ts";

/** What there is to join with. */
export interface FileOptions {
  /** Bytes that each row of the other side takes in memory, about. */
  readonly rowBytes: number;
  /** Bytes that it may take in all. */
  readonly limitBytes: number;
  /** Where the file may be. */
  readonly path: string;
}

/** Parts the rows of both sides, joins them, and puts them into order. */
export function joinByFiles(
  slicePass: SlicePass,
  writer: Pick<DatasetWriter, "writeBatch">,
  options: FileOptions,
): void {
  const { probe, payload, pass } = slicePass;
  checkNumbers(probe.rowCount);
  using file = new ScratchFile(options.path);
  const { runs, longest } = findRuns(slicePass, file, options);
  const merge = new JoinMerge(file, runs, payload);
  const gather = () => merge.gather();
  const output = makeOutput(slicePass, writer, { gather, longest });
  for (const batch of readSide(probe, probe.names)) {
    output.begin(batch);
    pushRows(output, merge, batch, pass.writes);
    output.flush();
  }
}

/** Parts both sides, and finds the matches of each part. */
function findRuns(
  { probe, build, shape }: SlicePass,
  file: ScratchFile,
  options: FileOptions,
): ReturnType<typeof joinParts> {
  const count = countParts(build.rowCount, options);
  const probeParts = partRows(
    {
      batches: readSide(probe, probe.keys.names),
      keys: probe.keys,
      names: probe.keys.names,
      isNumbered: true,
    },
    count,
    file,
  );
  const buildParts = partRows(
    {
      batches: readSide(build, build.names),
      keys: build.keys,
      names: build.names,
      isNumbered: false,
    },
    count,
    file,
  );
  const join = {
    shape,
    probeKeys: probe.keys,
    buildNames: build.names,
    limitBytes: options.limitBytes,
  };
  return joinParts(probeParts, buildParts, join, file);
}

/** Row numbers wait as int32. */
function checkNumbers(rowCount: number): void {
  if (rowCount < 2 ** 31) return;
  throw new AxError(
    "limit",
    `Cannot join a slice of ${rowCount} rows in parts: 2147483647 is the most`,
  );
}

const FEWEST_PARTS = 4;
const MOST_PARTS = 64;

/** Parts of which each takes less than half of the memory there is. */
function countParts(
  rowCount: number,
  { rowBytes, limitBytes }: FileOptions,
): number {
  const wanted = 2.5 * rowBytes * rowCount / (limitBytes + 1);
  let count = FEWEST_PARTS;
  while (count < wanted && count < MOST_PARTS) count *= 2;
  return count;
}

function pushRows(
  output: JoinOutput,
  merge: JoinMerge,
  { start, rowCount }: ProbeBatch,
  writes: JoinPass["writes"],
): void {
  const isSet = writes === "matched" || writes === "unmatched";
  for (let row = 0; row < rowCount; row++) {
    const number = start + row;
    const isMatched = merge.row === number;
    if (isSet) {
      while (merge.row === number) merge.next();
      if (isMatched === (writes === "matched")) output.push(row, 0);
      continue;
    }
    for (; merge.row === number; merge.next()) output.push(row, merge.keep());
    if (!isMatched && writes === "all") output.push(row, merge.keepNull());
  }
}
