/**
 * Which ax this is.
 *
 * @module
 */

/** The version of ax, as in `deno.json`. No part of any fingerprint. */
export const version = "0.1.0";
