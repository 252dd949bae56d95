/**
 * Single values of datasets for a reader: exact, also where a `Date` is not.
 *
 * @module
 */

import { formatDay } from "../core/calendar.ts";
import type { ListVector, Vector } from "../data/vectors.ts";

const DAY = 86_400_000_000n;

/** A moment with all of its microseconds, in any year. */
export class Moment {
  /** Since 1970-01-01, in UTC. */
  readonly micros: bigint;

  /** @param micros Since 1970-01-01, in UTC. */
  constructor(micros: bigint) {
    this.micros = micros;
  }

  /** As in `2026-11-22T08:00:00.125Z`. */
  toJSON(): string {
    const [day, clock] = this.#parts();
    return `${day}T${clock}Z`;
  }

  /** As {@linkcode Moment.toJSON} has it, but midnight is the day alone. */
  toString(): string {
    const [day, clock] = this.#parts();
    return this.micros % DAY === 0n ? day : `${day}T${clock}Z`;
  }

  #parts(): [day: string, clock: string] {
    const rest = ((this.micros % DAY) + DAY) % DAY;
    const clock = new Date(Number(rest / 1000n)).toISOString().slice(11, 23);
    const below = rest % 1000n;
    const digits = below === 0n ? "" : String(below).padStart(3, "0");
    const day = formatDay(Number((this.micros - rest) / DAY));
    return [day, clock + digits];
  }
}

/** The value of a row, with a {@linkcode Moment} where rows have a `Date`. */
export function valueAt(vector: Vector, row: number): unknown {
  const { type, valid } = vector;
  if (valid !== undefined && valid[row] === 0) return null;
  switch (type.kind) {
    case "date":
      return new Moment(BigInt(storedAt(vector, row)) * DAY);
    case "datetime":
      return new Moment(BigInt(storedAt(vector, row)));
    case "list": {
      const { offsets, elements } = vector as ListVector;
      const [from = 0, to = 0] = offsets.subarray(row, row + 2);
      return Array.from(
        { length: to - from },
        (_, at) => valueAt(elements, from + at),
      );
    }
    default:
      return vector.get(row);
  }
}

function storedAt(vector: Vector, row: number): number | bigint {
  const { values } = vector as unknown as {
    readonly values: ArrayLike<number | bigint>;
  };
  return values[row] ?? 0;
}

/** Writes one value for a reader; strings as they are. */
export function formatCell(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "string") return value;
  if (value instanceof Moment) return value.toString();
  if (value instanceof Uint8Array) return `0x${value.toHex()}`;
  if (typeof value === "object") {
    return JSON.stringify(
      value,
      (_, inner) =>
        typeof inner === "bigint"
          ? String(inner)
          : inner instanceof Uint8Array
          ? `0x${inner.toHex()}`
          : nameOdd(inner),
    );
  }
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Writes a time of day, given in milliseconds. */
export function formatClock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 23).replace(/\.000$/, "");
}

/**
 * A row as JSON can say it: wide numbers as digits, bytes as hex, what is no
 * number or endless by its name.
 */
export function plainRow(row: Readonly<Record<string, unknown>>): unknown {
  const plain = (_: string, value: unknown): unknown => {
    if (typeof value === "bigint") {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : String(value);
    }
    return value instanceof Uint8Array ? value.toHex() : nameOdd(value);
  };
  return JSON.parse(JSON.stringify(row, plain));
}

/** Names the numbers that JSON has not, as `ax cat` does. */
function nameOdd(value: unknown): unknown {
  if (typeof value !== "number" || Number.isFinite(value)) return value;
  return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}
