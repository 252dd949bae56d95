/**
 * Floating-point numbers as whole multiples of the least of them, 2^-1074, for
 * the few that nothing else adds up exactly.
 *
 * @module
 */

const floats = new Float64Array(1);
const words = new BigUint64Array(floats.buffer);
const FRACTION = (1n << 52n) - 1n;

/** How many times the least number a finite number is. */
export function unitsOf(value: number): bigint {
  floats[0] = Math.abs(value);
  const bits = words[0] as bigint;
  const exponent = bits >> 52n;
  const fraction = bits & FRACTION;
  const units = exponent === 0n
    ? fraction
    : (fraction + FRACTION + 1n) << (exponent - 1n);
  return value < 0 ? -units : units;
}

/** Bits that are enough to round by, the last one of them. */
const KEPT_BITS = 64;
const MOST_BITS = 2098;

/** The number that so many units are, rounded; infinite if there is none. */
export function roundedUnits(units: bigint): number {
  const size = units < 0n ? -units : units;
  const sign = units < 0n ? -1 : 1;
  const bits = size.toString(16).length * 4;
  if (bits > MOST_BITS + 4) return sign * Infinity;
  const shift = Math.max(0, bits - KEPT_BITS);
  const kept = size >> BigInt(shift);
  // What is cut off only matters where it decides about a half.
  const isCut = kept << BigInt(shift) !== size;
  const rounded = Number(isCut ? kept | 1n : kept);
  // In steps, because 2 ** 1500 is infinite; each of them is exact.
  const half = 2 ** Math.floor(shift / 2);
  return sign * rounded * 2 ** -1074 * half * half * 2 ** (shift % 2);
}
