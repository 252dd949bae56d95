/**
 * Numbers as text: read as the nearest double, or the nearest single, which is
 * not always the single that is nearest to the nearest double.
 *
 * @module
 */

const HEX = /^([+-]?)0x([\da-f]*)\.?([\da-f]*)(?:p([+-]?\d+))?$/i;
const DECIMAL = /^[+-]?(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i;

/** What a type of floating point holds. */
interface Format {
  /** Bits of the significand. */
  readonly bits: number;
  /** The exponent of the least positive number. */
  readonly least: number;
}

const DOUBLE: Format = { bits: 53, least: -1074 };
const SINGLE: Format = { bits: 24, least: -149 };

/**
 * The double nearest to a number.
 *
 * @param text In digits, in base 16 as in `0x1.8p3`, or `nan`, `inf`, `infinity`.
 */
export function doubleOf(text: string): number {
  return namedOf(text) ?? hexOf(text, DOUBLE) ?? Number(text);
}

/** The single nearest to a number, of which there are two never: ties to even. */
export function singleOf(text: string): number {
  const known = namedOf(text) ?? hexOf(text, SINGLE);
  if (known !== undefined) return Math.fround(known);
  const double = Number(text);
  const single = Math.fround(double);
  if (!isHalfway(double)) return single;
  const size = Math.abs(double);
  const order = compare(text, size);
  if (order === 0) return single;
  // In the middle of two singles: which is right, the text says.
  const nearest = nextSingle(size, order);
  return double < 0 ? -nearest : nearest;
}

const bits = new DataView(new ArrayBuffer(8));

/** Whether a number lies in the middle between two singles. */
export function isHalfway(double: number): boolean {
  const size = Math.abs(double);
  // Twice the spacing of the least singles is 2^-148.
  if (size < 2 ** -126) return size * 2 ** 150 % 2 === 1;
  bits.setFloat64(0, size);
  return size < 2 ** 128 && (bits.getUint32(4) & 0x1fff_ffff) === 0x1000_0000;
}

/** The single below or above a number that is none. */
function nextSingle(size: number, direction: number): number {
  const near = Math.fround(size);
  if (direction < 0 ? near < size : near > size) return near;
  bits.setFloat32(0, near);
  bits.setUint32(0, bits.getUint32(0) + direction);
  return bits.getFloat32(0);
}

/** Whether a decimal number, without its sign, is more (1) or less (-1). */
function compare(text: string, size: number): -1 | 0 | 1 {
  const [, whole = "", decimals = "", power = "0"] = DECIMAL.exec(text) ?? [];
  let left = BigInt(whole + decimals || "0");
  let right = 1n;
  const exponent = Number(power) - decimals.length;
  if (exponent >= 0) left *= 10n ** BigInt(exponent);
  else right = 10n ** BigInt(-exponent);
  bits.setFloat64(0, size);
  const word = bits.getBigUint64(0);
  const biased = Number(word >> 52n);
  const fraction = word & (2n ** 52n - 1n);
  right *= biased === 0 ? fraction : fraction + 2n ** 52n;
  const binary = Math.max(biased, 1) - 1075;
  if (binary >= 0) right <<= BigInt(binary);
  else left <<= BigInt(-binary);
  return left > right ? 1 : left < right ? -1 : 0;
}

function namedOf(text: string): number | undefined {
  const name = text.replace(/^[+-]/, "").toLowerCase();
  if (name === "nan") return NaN;
  if (name !== "inf" && name !== "infinity") return undefined;
  return text.startsWith("-") ? -Infinity : Infinity;
}

/** A number in base 16, rounded once. */
function hexOf(text: string, format: Format): number | undefined {
  const found = HEX.exec(text);
  if (found === null) return undefined;
  const [, sign, whole = "", decimals = "", power = "0"] = found;
  const digits = (whole + decimals).replace(/^0+/, "");
  const exponent = Number(power) - 4 * decimals.length;
  const size = digits === "" ? 0 : scale(digits, exponent, format);
  return sign === "-" ? -size : size;
}

/** `digits` times two to the power of `exponent`. */
function scale(digits: string, exponent: number, format: Format): number {
  const lead = 32 - Math.clz32(parseInt(digits[0] as string, 16));
  const length = 4 * (digits.length - 1) + lead;
  const top = exponent + length;
  if (top > 1100) return Infinity;
  if (top < -1200) return 0;
  const least = Math.max(top - format.bits, format.least);
  const value = BigInt(`0x${digits}`);
  const shift = least - exponent;
  if (shift <= 0) return Number(value) * 2 ** exponent;
  const kept = value >> BigInt(shift);
  const rest = value - (kept << BigInt(shift));
  const half = 1n << BigInt(shift - 1);
  const isUp = rest > half || rest === half && (kept & 1n) === 1n;
  return Number(isUp ? kept + 1n : kept) * 2 ** least;
}
