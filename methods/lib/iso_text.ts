/**
 * Writes moments as ISO 8601.
 *
 * @module
 */

/**
 * Writes a moment in UTC.
 *
 * @param value Since 1970-01-01.
 * @param digits How many decimals of a second it has: 0, 3, 6 or 9.
 */
export function isoOf(value: bigint, digits: number): string {
  const unit = 10n ** BigInt(digits);
  const rest = ((value % unit) + unit) % unit;
  const seconds = new Date(Number((value - rest) / unit) * 1000);
  const decimals = digits === 0 ? "" : `.${String(rest).padStart(digits, "0")}`;
  return seconds.toISOString().replace(".000Z", `${decimals}Z`);
}
