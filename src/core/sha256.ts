/**
 * SHA-256, for the main process. (Workers hash nothing.)
 *
 * @module
 */

import { hash } from "node:crypto";
import { canonicalJson, type Json } from "./canonical.ts";

/** 64 lower-case hexadecimal digits. */
export type Sha256 = string;

/** Hashes bytes, or text as UTF-8. */
export function sha256(data: string | Uint8Array): Sha256 {
  return hash("sha256", data, "hex");
}

/** Hashes the canonical spelling of a value. */
export function sha256OfJson(value: Json): Sha256 {
  return sha256(canonicalJson(value));
}
