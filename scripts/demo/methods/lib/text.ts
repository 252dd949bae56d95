/**
 * Words and tables for people.
 *
 * @module
 */

/** The months in order. */
export const monthNames = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
] as const;

/** Lays rows out in columns as wide as they need; numbers stand right. */
export function table(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const widths = header.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => String(row[column]).length))
  );
  const line = (cells: readonly (string | number)[]): string =>
    cells.map((cell, column) => {
      const width = widths[column] ?? 0;
      const left = typeof rows[0]?.[column] === "string" && column === 0;
      return left ? String(cell).padEnd(width) : String(cell).padStart(width);
    }).join("  ").trimEnd();
  return [line(header), ...rows.map(line)].join("\n");
}
