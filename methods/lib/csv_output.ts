/**
 * Collects the bytes of CSV, and knows which fields want quotes.
 *
 * @module
 */

/** What separates and quotes, as UTF-8. */
export interface OutputOptions {
  readonly separator: Uint8Array;
  readonly lineEnd: Uint8Array;
  /** Without bytes, nothing is quoted. */
  readonly quote: Uint8Array;
  /** Whether only fields that need it are quoted. */
  readonly isLazy: boolean;
  /** Whether fields without text need it. */
  readonly quotesEmpty: boolean;
}

/** Bytes that grow at their end. */
export class Output {
  /** The bytes; those from `length` on are free. */
  bytes: Uint8Array = new Uint8Array(512 * 1024);
  /** How many there are. */
  length = 0;
  readonly #quotesEmpty: boolean;
  /** Which bytes make a field want quotes. */
  readonly #wants = new Uint8Array(256);
  readonly #quote: Uint8Array;

  /** @param options The same for all fields. */
  constructor(options: OutputOptions) {
    const hasQuote = options.quote.length > 0;
    this.#quotesEmpty = hasQuote && (options.quotesEmpty || !options.isLazy);
    this.#quote = options.quote;
    if (options.quote.length === 0) return;
    const { separator, lineEnd, quote, isLazy } = options;
    if (!isLazy) this.#wants.fill(1);
    for (const text of [separator, lineEnd, quote]) {
      if (text[0] !== undefined) this.#wants[text[0]] = 1;
    }
    this.#wants[10] = this.#wants[13] = 1;
  }

  /** Whether fields of these characters never want quotes. */
  isPlain(characters: string): boolean {
    const codes = Array.from(characters, (letter) => letter.charCodeAt(0));
    return codes.every((code) => this.#wants[code] === 0);
  }

  /** Gives the bytes and begins anew; the next call overwrites them. */
  take(): Uint8Array {
    const part = this.bytes.subarray(0, this.length);
    this.length = 0;
    return part;
  }

  /** Makes room for so many bytes. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(2 * (this.length + count));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  /** Appends bytes as they are. */
  raw(text: Uint8Array): void {
    if (text.length === 1 && this.length < this.bytes.length) {
      this.bytes[this.length++] = text[0] as number;
      return;
    }
    this.reserve(text.length);
    const { bytes, length } = this;
    for (let at = 0; at < text.length; at++) {
      bytes[length + at] = text[at] as number;
    }
    this.length = length + text.length;
  }

  /** Appends a field, in quotes if it wants them. */
  text(source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    const { bytes } = this;
    const wants = this.#wants;
    let to = this.length;
    for (let at = start; at < end; at++) {
      const byte = source[at] as number;
      if (wants[byte] === 1) return this.#quoted(source, start, end);
      bytes[to++] = byte;
    }
    if (start === end && this.#quotesEmpty) this.#quoted(source, start, end);
    else this.length = to;
  }

  #quoted(source: Uint8Array, start: number, end: number): void {
    const quote = this.#quote;
    this.reserve((end - start) * 2 * quote.length + 2 * quote.length);
    this.raw(quote);
    if (quote.length === 1) this.#double(source, start, end);
    else this.#doubleLong(source, start, end);
    this.raw(quote);
  }

  #double(source: Uint8Array, start: number, end: number): void {
    const { bytes } = this;
    const quote = this.#quote[0];
    let to = this.length;
    for (let at = start; at < end; at++) {
      const byte = source[at] as number;
      bytes[to++] = byte;
      if (byte === quote) bytes[to++] = byte;
    }
    this.length = to;
  }

  #doubleLong(source: Uint8Array, start: number, end: number): void {
    const quote = this.#quote;
    for (let at = start; at < end;) {
      if (startsWith(source, at, end, quote)) {
        this.raw(quote);
        this.raw(quote);
        at += quote.length;
      } else this.bytes[this.length++] = source[at++] as number;
    }
  }
}

function startsWith(
  source: Uint8Array,
  start: number,
  end: number,
  text: Uint8Array,
): boolean {
  if (start + text.length > end) return false;
  for (let i = 0; i < text.length; i++) {
    if (source[start + i] !== text[i]) return false;
  }
  return true;
}
