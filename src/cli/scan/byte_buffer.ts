/**
 * Bytes that grow at their end, and numbers written into them.
 *
 * @module
 */

const encoder = new TextEncoder();

/** Characters that are encoded together. */
const LATER = 8192;

const ZERO = 48;
const MINUS = 45;
const POINT = 46;

/** Collects UTF-8. */
export class ByteBuffer {
  /** The bytes; those from `length` on are free. */
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(64 * 1024);
  /** How many there are, without text that is still to be encoded. */
  length = 0;
  /** Text that is encoded together, because that costs time for each. */
  #later = "";

  /** Makes room for so many bytes. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(2 * (this.length + count));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  /** Appends one byte. */
  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** Appends text. */
  text(text: string): void {
    this.reserve(3 * text.length);
    const free = this.bytes.subarray(this.length);
    this.length += encoder.encodeInto(text, free).written;
  }

  /** Appends text, which is there only after {@linkcode settle}. */
  textLater(text: string): void {
    this.#later += text;
    if (this.#later.length >= LATER) this.settle();
  }

  /** Appends the text that was left for later. */
  settle(): void {
    const text = this.#later;
    if (text === "") return;
    this.#later = "";
    this.text(text);
  }

  /** Appends text that is ASCII; fast where it is short. */
  ascii(text: string): void {
    this.reserve(text.length);
    const { bytes, length } = this;
    for (let i = 0; i < text.length; i++) {
      bytes[length + i] = text.charCodeAt(i);
    }
    this.length = length + text.length;
  }

  /** Appends a few bytes. */
  raw(source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    const { bytes } = this;
    let to = this.length;
    for (let at = start; at < end; at++) bytes[to++] = source[at] as number;
    this.length = to;
  }

  /** Appends a whole number up to 2^53. */
  whole(value: number): void {
    this.reserve(20);
    let rest = value;
    if (rest < 0) {
      this.bytes[this.length++] = MINUS;
      rest = -rest;
    }
    let count = 1;
    for (let limit = 10; rest >= limit; limit *= 10) count++;
    this.#digits(rest, count);
  }

  /** Appends a number from 0 to 99 with two digits. */
  two(value: number): void {
    this.reserve(2);
    this.#digits(value, 2);
  }

  /**
   * Appends a number with at most two decimals and at least one.
   *
   * @returns `false`, and appends nothing, if it is another one.
   */
  cents(value: number): boolean {
    const size = Math.abs(value);
    const hundreds = Math.round(size * 100);
    // Up to 15 digits, a quotient of whole numbers is the number nearest to it.
    const isShort = hundreds < 1e15 && hundreds / 100 === size &&
      !Object.is(value, -0);
    if (!isShort) return false;
    const whole = Math.floor(hundreds / 100);
    const rest = hundreds - whole * 100;
    this.reserve(24);
    if (value < 0) this.bytes[this.length++] = MINUS;
    this.whole(whole);
    this.bytes[this.length++] = POINT;
    this.#digits(rest, 2);
    if (rest % 10 === 0) this.length--;
    return true;
  }

  /** Gives the bytes and begins anew. */
  take(): Uint8Array<ArrayBuffer> {
    this.settle();
    const taken = this.bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }

  #digits(value: number, count: number): void {
    const { bytes, length } = this;
    let rest = value;
    let to = length + count;
    // Beyond 32 bits a quotient is slower.
    while (rest > 0x7fffffff) {
      const quotient = Math.floor(rest / 10);
      bytes[--to] = ZERO + rest - quotient * 10;
      rest = quotient;
    }
    while (to > length) {
      const quotient = (rest / 10) | 0;
      bytes[--to] = ZERO + rest - quotient * 10;
      rest = quotient;
    }
    this.length = length + count;
  }
}
