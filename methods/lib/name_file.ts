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
      cause: error.cause ?? error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}
