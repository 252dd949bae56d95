/**
 * What the tests of Arrow files share: files into tables.
 *
 * @module
 */

import { importArrowSlice, planArrow } from "../../methods/lib/arrow_import.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import type { AnyRow } from "../data/support.ts";
import { tempDir } from "../support/temp.ts";

/** What was read of a file. */
export interface ReadTable {
  readonly columns: Readonly<Record<string, string>>;
  readonly rows: readonly AnyRow[];
  /** How many rows each slice has. */
  readonly rowCounts: readonly number[];
}

/** Reads an Arrow file, as an import does. @param types By column. */
export function readArrowFile(
  path: string,
  types: Readonly<Record<string, string>> = {},
  slices = 1,
): ReadTable {
  using dir = tempDir();
  const options = { types, rename: {}, discard: [] };
  const plan = planArrow({ path, name: "test.arrow" }, options, slices);
  const rowCounts: number[] = [];
  const rows: AnyRow[] = [];
  for (let slice = 0; slice < slices; slice++) {
    const target = dir.join(`${slice}.arrow`);
    let close = (): unknown => undefined;
    const job = {
      createDataset({ columns }: { columns: Iterable<[string, never]> }) {
        const writer = openSliceWriter(target, columns);
        close = () => writer.close();
        return writer;
      },
    };
    const context = { job: job as never, slice, previous: null };
    rowCounts.push(importArrowSlice(plan, context));
    close();
    using reader = openSliceReader(target);
    rows.push(...reader.rows());
  }
  const columns = Object.fromEntries(
    plan.columns.map(({ name, type }) => [name, type]),
  );
  return { columns, rows, rowCounts };
}
