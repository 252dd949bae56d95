/**
 * Lines that are longer than what is kept in memory at once.
 *
 * @module
 */

import { AxError } from "ax";

const PROBLEM = "it is longer than ";

/** A line that is too long, whatever is in it. */
export class LongLineError extends AxError {
  /** As a row or line that is bad has it. */
  readonly problem: string;

  /**
   * Says no more than that: whoever knows the file and the line says which.
   *
   * @param limit How long a line may be, as in `32 MiB`.
   */
  constructor(limit: string) {
    super("input", `Cannot read a line: ${PROBLEM}${limit}`);
    this.problem = `${PROBLEM}${limit}`;
  }
}

/** Whether a problem is that: then it does not help to allow bad lines. */
export function isLongLine(problem: string): boolean {
  return problem.startsWith(PROBLEM);
}
