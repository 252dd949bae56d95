/**
 * Tells how far a scan is, when asked by `kill -USR1`.
 *
 * @module
 */

import { formatCount } from "../format.ts";
import type { Output } from "../output.ts";
import type { Scan } from "./pool.ts";

/** Listens for SIGUSR1 until disposed, and answers with a line on `err`. */
export function watchProgress(
  scan: Pick<Scan, "rowsRead">,
  rowCount: number,
  err: Output,
): Disposable {
  const tell = (): void => {
    const read = scan.rowsRead;
    const percent = rowCount === 0 ? 100 : Math.floor(100 * read / rowCount);
    err.line(`ax: ${percent} % of ${formatCount(rowCount)} rows`);
  };
  Deno.addSignalListener("SIGUSR1", tell);
  return {
    [Symbol.dispose]: () => Deno.removeSignalListener("SIGUSR1", tell),
  };
}
