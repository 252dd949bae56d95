/**
 * What a method asks for, against what the project grants.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { MethodPermissions } from "../core/method.ts";
import type { Json } from "../core/canonical.ts";

const KINDS = ["net", "env", "read"] as const;

/**
 * Returns what is granted, in canonical order, for the fingerprint.
 *
 * @throws {AxError} `method`, naming what the project does not grant.
 */
export function checkPermissions(
  method: string,
  asked: MethodPermissions,
  granted: MethodPermissions,
): { readonly [kind: string]: Json } {
  const result: Record<string, Json> = {};
  for (const kind of KINDS) {
    const wanted = [...new Set(asked[kind] ?? [])].sort();
    const missing = wanted.filter((name) => !granted[kind]?.includes(name));
    if (missing.length > 0) throw notGranted(method, kind, missing);
    if (wanted.length > 0) result[kind] = wanted;
  }
  return result;
}

function notGranted(
  method: string,
  kind: string,
  missing: readonly string[],
): AxError {
  const names = JSON.stringify(missing);
  return new AxError(
    "method",
    `Cannot run ${method}: it asks for ${kind} ${names}, which the project ` +
      `does not grant`,
    { hint: `Add "permissions": { "${kind}": ${names} } to ax.json.` },
  );
}
