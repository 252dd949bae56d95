/**
 * Puts the columns of datasets side by side.
 *
 * @module
 */

import { AxError, type Dataset } from "ax";

/**
 * Checks that rows can lie side by side.
 *
 * @throws {AxError} `input`, for fewer than two datasets, one that comes
 * twice, or slices with different numbers of rows.
 */
export function checkMerge(sources: readonly Dataset[]): void {
  const [first] = sources;
  if (first === undefined || sources.length < 2) {
    throw fault(`give at least two datasets, got ${sources.length}`);
  }
  for (const [index, source] of sources.entries()) {
    const nth = `dataset ${index + 1} of ${sources.length}`;
    const same = sources.findIndex(({ digest }) => digest === source.digest);
    if (source.digest !== undefined && same < index) {
      throw fault(`${nth} is dataset ${same + 1} again`);
    }
    for (const [slice, count] of source.rowCounts.entries()) {
      const wanted = first.rowCounts[slice];
      if (count === wanted) continue;
      throw fault(
        `${nth} has ${count} rows in slice ${slice}, and the first ${wanted}`,
      );
    }
  }
}

/**
 * The column that the merged rows lie by the hash of: that of the last
 * dataset that has one, if no later dataset has a column of that name.
 */
export function mergedHash(sources: readonly Dataset[]): string | undefined {
  let hashBy: string | undefined;
  for (const source of sources) {
    if (source.hashBy !== undefined) hashBy = source.hashBy;
    else if (source.columns.has(hashBy ?? "")) hashBy = undefined;
  }
  return hashBy;
}

function fault(problem: string): AxError {
  return new AxError("input", `Cannot merge datasets: ${problem}`);
}
