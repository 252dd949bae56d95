/**
 * "Did you mean …?"
 *
 * @module
 */

/**
 * The known names nearest to a mistyped one, nearest first.
 *
 * Near is at most two edits (insert, delete, replace, swap neighbours) and at
 * most a third of the longer word; letter case does not count.
 */
export function suggest(word: string, known: Iterable<string>): string[] {
  const near: { name: string; distance: number }[] = [];
  for (const name of known) {
    const limit = Math.min(
      2,
      Math.floor(Math.max(word.length, name.length) / 3),
    );
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance <= limit) near.push({ name, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return near.map(({ name }) => name);
}

/**
 * The end of a message about a name that is not there: `; did you mean "x"?`,
 * or nothing when no known name is near.
 */
export function didYouMean(word: string, known: Iterable<string>): string {
  const [nearest] = suggest(word, known);
  return nearest === undefined ? "" : `; did you mean "${nearest}"?`;
}

/** Edits that turn one word into the other, neighbours swapped counting one. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Infinity;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] &&
        a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, (before[column - 2] ?? 0) + 1);
      current.push(best);
    }
    before = above;
    above = current;
  }
  return above[b.length] ?? Infinity;
}
