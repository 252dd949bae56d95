/**
 * Colours, where the reader wants them.
 *
 * @module
 */

/** Puts text between the codes of a colour, or leaves it alone. */
export type Paint = (text: string) => string;

/** The few looks that ax uses. */
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

/** What decides on colours: two variables and the kind of terminal. */
export interface ColourSettings {
  readonly isTerminal: boolean;
  /** `NO_COLOR`: anything but nothing turns colours off. */
  readonly noColor: string | undefined;
  /** `FORCE_COLOR`: anything but nothing and `0` turns them on, come what may. */
  readonly forceColor: string | undefined;
  /** `TERM`: a `dumb` terminal shows the codes themselves. */
  readonly term: string | undefined;
}

/** Whether output should be coloured. */
export function wantsColour(settings: ColourSettings): boolean {
  const { forceColor, noColor, isTerminal, term } = settings;
  if (forceColor !== undefined && forceColor !== "") return forceColor !== "0";
  if (noColor !== undefined && noColor !== "") return false;
  return isTerminal && term !== "dumb";
}

/** The looks, or plain text. */
export function makeStyle(coloured: boolean): Style {
  const paint = (open: number, close: number): Paint => (text) =>
    coloured && text !== "" ? `\x1b[${open}m${text}\x1b[${close}m` : text;
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
  };
}
