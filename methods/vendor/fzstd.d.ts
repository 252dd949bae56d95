/** What we use of `fzstd.js`. */

/** Takes a file in pieces. */
export class Decompress {
  constructor(ondata: (data: Uint8Array, final: boolean) => void);
  /** Throws when the data is damaged. */
  push(chunk: Uint8Array, final?: boolean): void;
}

/** Unpacks all frames. Throws when the data is damaged. */
export function decompress(bytes: Uint8Array): Uint8Array;
