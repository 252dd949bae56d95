/**
 * One digest of the digests of several datasets.
 *
 * @module
 */

import { AxError } from "ax";
import { digestText } from "./row_digest.ts";

/** What `dataset_checksum` gives. */
export interface Checksum {
  readonly digest: string;
  readonly rowCount: number;
  readonly columns: readonly string[];
}

/** What all datasets of a chain give. */
export interface ChainChecksum extends Checksum {
  /** What each gives, oldest first. */
  readonly datasets: readonly Omit<Checksum, "columns">[];
}

/**
 * Makes a digest of the digests in their order, that of them as JSON.
 *
 * @throws {AxError} `input`, if the columns differ.
 */
export function joinChecksums(found: readonly Checksum[]): ChainChecksum {
  const [first] = found;
  const columns = first?.columns ?? [];
  const odd = found.findIndex((each) =>
    JSON.stringify(each.columns) !== JSON.stringify(columns)
  );
  if (odd >= 0) {
    throw new AxError(
      "input",
      `Cannot digest a chain whose columns differ: dataset ${odd + 1} of ` +
        `${found.length} has ${found[odd]?.columns.join(", ")}, and the ` +
        `first ${columns.join(", ")}; "columns" chooses some`,
    );
  }
  const datasets = found.map(({ digest, rowCount }) => ({ digest, rowCount }));
  const digests = datasets.map(({ digest }) => digest);
  const digest = digestText(JSON.stringify(digests));
  const rowCount = found.reduce((sum, each) => sum + each.rowCount, 0);
  return { digest, rowCount, columns, datasets };
}
