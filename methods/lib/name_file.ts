/**
 * Says in errors which file they are about.
 *
 * @module
 */

import { AxError } from "ax";

/**
 * Does something with a file, and names it in the error of whoever knows only
 * a column or row of it.
 *
 * @param name What messages call the file.
 */
export function namingFile<T>(name: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof AxError)) throw error;
    const what = error.message.replace(/^Cannot import /, "");
    throw new AxError(error.code, `Cannot import "${name}": ${what}`, {
      ...(error.cause === undefined ? {} : { cause: error.cause }),
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}

/** Makes an error about a value. @param row Its row in the file, from 0. */
export function valueFault(
  file: string,
  { column, row, problem }: {
    readonly column: string;
    readonly row: number;
    readonly problem: string;
  },
): AxError {
  return new AxError(
    "input",
    `Cannot import "${file}": column ${JSON.stringify(column)}, row ${row}: ` +
      problem,
    { hint: `Pass "types" with another type, or "discard".` },
  );
}

/**
 * Makes an error about a file of what was thrown as it was read.
 *
 * What reads it throws sentences about "it"; what a library throws at that
 * which makes no sense to it says nothing to users, and is a cause.
 *
 * @param place What else is known of where it was, with a colon.
 */
export function fileFault(name: string, thrown: Error, place = ""): AxError {
  const reason = thrown.message.replace(/^parquet /, "");
  const isOwn = /^(it|its|a) /.test(reason);
  const why = isOwn
    ? reason
    : `it is damaged, or of a kind that is not known (${reason})`;
  return new AxError(
    "input",
    `Cannot import "${name}":${place} ${why}`,
    isOwn ? {} : { cause: thrown },
  );
}
