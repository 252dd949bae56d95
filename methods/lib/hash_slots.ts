/**
 * How large hash tables are whose slots have four words.
 *
 * @module
 */

/**
 * Words of the slots of a table with so many entries: half of the slots at
 * least are free.
 *
 * @param words How many it has; it does not shrink.
 */
export function slotWords(words: number, entries: number): number {
  let needed = words;
  while (needed < 8 * entries) needed *= 2;
  return needed;
}
