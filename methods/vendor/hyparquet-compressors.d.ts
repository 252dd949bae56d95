/** What we use of `hyparquet-compressors.js`. */

/** By name of the compression. */
export const compressors: Readonly<
  Record<string, (input: Uint8Array, outputLength: number) => Uint8Array>
>;
