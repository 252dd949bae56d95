/**
 * Cutting text without leaving half a character.
 *
 * @module
 */

/**
 * Where to cut a text so that no character is halved: there or one before.
 *
 * @param at In UTF-16 code units.
 */
export function cutAt(text: string, at: number): number {
  const isInside = isHigh(text.charCodeAt(at - 1)) &&
    isLow(text.charCodeAt(at));
  return isInside ? at - 1 : at;
}

/** Cuts a text that is too long for its line, and says so by `...`. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, cutAt(text, length - 3))}...`;
}

/** The start of a long text, with a note of how much of it is left out. */
export function excerpt(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = cutAt(text, most);
  return `${text.slice(0, end)}… (${text.length - end} more characters)`;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
