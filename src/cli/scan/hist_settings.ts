/**
 * What `ax hist` asks of those who count for it.
 *
 * @module
 */

/** How values are counted. */
export interface HistogramSettings {
  readonly kind: "hist";
  /**
   * Numbers from `min` on in bins of one width; without them each value, or
   * each combination of values, is counted by itself.
   */
  readonly bins?: {
    readonly min: number;
    readonly step: number;
    readonly count: number;
  };
  /** Times in bins instead: where each begins and the last one ends. */
  readonly edges?: readonly number[];
}

/** What was counted. */
export interface HistogramCounts {
  /** By bin. */
  readonly bins: readonly number[];
  /** By value; those of several columns as {@linkcode joinTexts} has it. */
  readonly values: ReadonlyMap<string, number>;
  /** Numbers that are none, which are in no bin. */
  readonly nan: number;
  readonly nulls: number;
}

/** Between the texts of several columns. */
const JOINT = "\x1f";
/** Alone: null. With a digit: itself, or what is between texts. */
const MARK = "\x1e";

/** Makes one text of several, any of which may be null. */
export function joinTexts(texts: readonly (string | undefined)[]): string {
  return texts.map((text) => text === undefined ? MARK : mark(text))
    .join(JOINT);
}

function mark(text: string): string {
  const isPlain = !text.includes(JOINT) && !text.includes(MARK);
  if (isPlain) return text;
  return text.replaceAll(MARK, `${MARK}0`).replaceAll(JOINT, `${MARK}1`);
}

/** What {@linkcode joinTexts} was given. */
export function splitTexts(key: string): (string | undefined)[] {
  return key.split(JOINT).map((text) =>
    text === MARK
      ? undefined
      : text.replaceAll(`${MARK}1`, JOINT).replaceAll(`${MARK}0`, MARK)
  );
}
