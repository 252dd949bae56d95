/**
 * Which ax this is.
 *
 * @module
 */

/** The version of ax, as in `deno.json`. No part of any fingerprint. */
export const version = "0.1.0";

/**
 * The version of what `--json` prints. It rises when a key goes or changes its
 * meaning; keys may be added without that.
 */
export const jsonVersion = 1;
