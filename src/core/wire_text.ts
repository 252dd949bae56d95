/**
 * Wire values as a reader wants to see them: short, with the names of what
 * refs stand for.
 *
 * @module
 */

import type { Json } from "./canonical.ts";
import { isRef, markOf, type Ref, type Wire } from "./wire.ts";

/** Marked data, as it should be; what a Worker sent may lack its value. */
type Plain = { readonly value?: Json };

/** Names what a ref stands for: `dev-42`, `dev-42/default`, `orders.csv`. */
export function nameOfRef(ref: Ref): string {
  switch (ref["~"]) {
    case "job":
      return ref.id;
    case "dataset":
      return `${ref.job}/${ref.name}`;
    case "jobFile":
      return `${ref.job}:${ref.path}`;
    case "file":
      return ref.path;
  }
}

/** Writes a wire value: a ref or Date as its bare name, all else as JSON. */
export function formatWire(value: Wire): string {
  const named = nameMarked(value);
  return named ?? JSON.stringify(value, (_key, inner: Json) => {
    if (markOf(inner) === "plain") return (inner as Plain).value ?? null;
    return nameMarked(inner) ?? inner;
  });
}

/** What an object with a mark stands for; `undefined` for all else. */
function nameMarked(value: Wire): string | undefined {
  if (isRef(value)) return nameOfRef(value);
  const mark = markOf(value);
  const record = value as { readonly [field: string]: Json };
  if (mark === "number") return String(record["value"]);
  // In a fingerprint, a file stands with the digest of its content.
  if (mark === "file") return String(record["path"]);
  if (mark !== "date") return undefined;
  const date = new Date(Number(record["ms"]));
  return Number.isNaN(date.getTime()) ? "Invalid Date" : date.toISOString();
}
