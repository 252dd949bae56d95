/**
 * One dictionary for categories of several.
 *
 * @module
 */

/** Texts of all dictionaries that were seen, each once. */
export class JointDictionary {
  /** The texts, by their codes; there may be more later. */
  readonly strings: string[] = [];
  readonly #codes = new Map<string, number>();
  readonly #maps = new WeakMap<readonly string[], Int32Array>();

  /** For each code of a dictionary, the one here. */
  mapOf(dictionary: readonly string[]): Int32Array {
    const known = this.#maps.get(dictionary);
    if (known !== undefined) return known;
    const map = Int32Array.from(dictionary, (text) => {
      let code = this.#codes.get(text);
      if (code === undefined) {
        code = this.strings.push(text) - 1;
        this.#codes.set(text, code);
      }
      return code;
    });
    this.#maps.set(dictionary, map);
    return map;
  }
}
