/**
 * Randomness that a job can repeat: the same seed gives the same numbers.
 *
 * @module
 */

/**
 * The generator behind `Math.random` and the random part of `crypto` in a
 * stage. What it gives is part of what `"ax"` does to data: to change a single
 * number is to raise `API_VERSION`.
 *
 * The state is 128 bits, made from the seed's UTF-16 code units by
 * {@linkcode hashSeed}. A step is Chris Doty-Humphrey's sfc32 (three words that
 * chase each other and a counter, so no cycle is shorter than 2^32 steps), of
 * which the first 16 are thrown away. Not for secrets: whoever knows the
 * job knows the numbers.
 */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  /** @param seed Any text; ax takes `FINGERPRINT/STAGE/SLICE`. */
  constructor(seed: string) {
    [this.#a, this.#b, this.#c, this.#counter] = hashSeed(seed);
    for (let step = 0; step < 16; step++) this.#next();
  }

  /** A number from 0 up to but not including 1, with 53 random bits. */
  random(): number {
    const high = this.#next() >>> 5;
    const low = this.#next() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  /**
   * Fills an array with random bytes, four from each step, the lowest first.
   * Each call starts with a new step.
   */
  fill(bytes: Uint8Array): void {
    let word = 0;
    for (let index = 0; index < bytes.length; index++) {
      word = index % 4 === 0 ? this.#next() : word >>> 8;
      bytes[index] = word;
    }
  }

  /** A UUID of version 4, as `crypto.randomUUID` writes it. */
  uuid(): string {
    const bytes = new Uint8Array(16);
    this.fill(bytes);
    bytes[6] = (bytes[6] ?? 0) & 0x0f | 0x40;
    bytes[8] = (bytes[8] ?? 0) & 0x3f | 0x80;
    const digits = Array.from(
      bytes,
      (byte) => byte.toString(16).padStart(2, "0"),
    ).join("");
    return digits.replace(
      /^(.{8})(.{4})(.{4})(.{4})(.{12})$/,
      "$1-$2-$3-$4-$5",
    );
  }

  /** The next 32 bits, as a signed integer. */
  #next(): number {
    const word = (this.#a + this.#b | 0) + this.#counter | 0;
    this.#counter = this.#counter + 1 | 0;
    this.#a = this.#b ^ this.#b >>> 9;
    this.#b = this.#c + (this.#c << 3) | 0;
    this.#c = (this.#c << 21 | this.#c >>> 11) + word | 0;
    return word;
  }
}

/** How many rounds close the hash, each with the length as its unit. */
const CLOSING_ROUNDS = 4;

/**
 * Makes 128 bits of a text.
 *
 * Four lanes start with digits of pi. Each UTF-16 code unit enters the first
 * lane, and each lane takes in the one before it, turns and multiplies by an
 * odd number; the last one feeds back into the first. A step loses nothing
 * (it can be undone), and the length closes the text, so that no text is the
 * beginning of another.
 */
function hashSeed(seed: string): [number, number, number, number] {
  let a = 0x243f6a88, b = 0x85a308d3, c = 0x13198a2e, d = 0x03707344;
  for (let index = 0; index < seed.length + CLOSING_ROUNDS; index++) {
    const unit = index < seed.length ? seed.charCodeAt(index) : seed.length;
    a = Math.imul(rotate(a ^ unit, 13), 0x9e3779b1);
    b = Math.imul(rotate(b ^ a, 15), 0x85ebca77);
    c = Math.imul(rotate(c + b, 17), 0xc2b2ae3d);
    d = Math.imul(rotate(d ^ c, 19), 0x27d4eb2f);
    a = a + d | 0;
  }
  return [a | 0, b | 0, c | 0, d | 0];
}

/** Turns the low 32 bits to the left. */
function rotate(word: number, bits: number): number {
  return word << bits | word >>> (32 - bits);
}
