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

/** Bytes that a copy may write behind its end. */
const SLACK = 8;

/** Bytes that grow at their end. */
export class Output {
  /** The bytes; those from `length` on are free. */
  bytes: Uint8Array;
  /** The same bytes. */
  view: DataView;
  /** How many there are. */
  length = 0;

  /** @param size How many there may be before they have to move. */
  constructor(size: number) {
    this.bytes = new Uint8Array(size + SLACK);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Gives the bytes and begins anew; the next call overwrites them. */
  take(): Uint8Array {
    const part = this.bytes.subarray(0, this.length);
    this.length = 0;
    return part;
  }

  /** Makes room for so many bytes, and for what a copy writes behind them. */
  reserve(count: number): void {
    if (this.length + count + SLACK <= this.bytes.length) return;
    const larger = new Uint8Array(2 * (this.length + count) + SLACK);
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }

  /** Appends a byte for which there is room. */
  put(byte: number): void {
    this.bytes[this.length++] = byte;
  }

  /**
   * Appends bytes for which there is room, eight at a time where so many can
   * be read.
   */
  copy(source: DataView, start: number, end: number): void {
    const { view } = this;
    let to = this.length;
    let at = start;
    if (end <= source.byteLength - SLACK) {
      for (; at < end; at += 8, to += 8) {
        view.setBigInt64(to, source.getBigInt64(at, true), true);
      }
      to -= at - end;
    } else while (at < end) view.setUint8(to++, source.getUint8(at++));
    this.length = to;
  }
}

/** All memory behind bytes. */
export function viewOf({ buffer, byteOffset }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset);
}

/** Puts quotes around those fields that want them. */
export class Quoter {
  /** Whether fields without text want quotes. */
  readonly quotesEmpty: boolean;
  /** Which bytes make a field want quotes. */
  readonly #wants = new Uint8Array(256);
  readonly #quote: Uint8Array;
  #source: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#source.buffer);

  /** @param options The same for all fields. */
  constructor(options: OutputOptions) {
    const { separator, lineEnd, quote, isLazy, quotesEmpty } = options;
    const hasQuote = quote.length > 0;
    this.quotesEmpty = hasQuote && (quotesEmpty || !isLazy);
    this.#quote = quote;
    if (!hasQuote) return;
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

  /** Says where the fields lie that are written next. */
  read(source: Uint8Array): void {
    this.#source = source;
    this.#view = viewOf(source);
  }

  /** The first byte that makes a field want quotes; `end` if none does. */
  find(start: number, end: number): number {
    const wants = this.#wants;
    const source = this.#source;
    let at = start;
    while (at < end && wants[source[at] as number] === 0) at++;
    return at;
  }

  /** Appends a field, in quotes if it wants them. */
  write(out: Output, start: number, end: number): void {
    const found = this.find(start, end);
    const isQuoted = found < end || start === end && this.quotesEmpty;
    if (isQuoted) this.#writeQuoted(out, start, end);
    else {
      out.reserve(end - start);
      out.copy(this.#view, start, end);
    }
  }

  #writeQuoted(out: Output, start: number, end: number): void {
    const quote = this.#quote;
    out.reserve((end - start) * (1 + quote.length) + 2 * quote.length);
    this.#putQuote(out);
    const isFar = end <= this.#view.byteLength - SLACK;
    if (quote.length === 1 && isFar) this.#double(out, start, end);
    else this.#doubleSlowly(out, start, end);
    this.#putQuote(out);
  }

  /** Copies four bytes at a time, as long as none is a quote. */
  #double(out: Output, start: number, end: number): void {
    const source = this.#view;
    const { view } = out;
    const quote = this.#quote[0] as number;
    const quotes = quote * 0x0101_0101 | 0;
    let to = out.length;
    let at = start;
    while (at < end) {
      const four = source.getInt32(at, true);
      // A byte of `four ^ quotes` is 0 where there is a quote.
      const other = four ^ quotes;
      if (((other - 0x0101_0101) & ~other & 0x8080_8080) === 0) {
        view.setInt32(to, four, true);
        at += 4;
        to += 4;
        continue;
      }
      for (const stop = Math.min(at + 4, end); at < stop; at++) {
        const byte = source.getUint8(at);
        view.setUint8(to++, byte);
        if (byte === quote) view.setUint8(to++, byte);
      }
    }
    out.length = to - (at - end);
  }

  #doubleSlowly(out: Output, start: number, end: number): void {
    const quote = this.#quote;
    for (let at = start; at < end;) {
      if (this.#isQuote(at, end)) {
        this.#putQuote(out);
        this.#putQuote(out);
        at += quote.length;
      } else out.put(this.#source[at++] as number);
    }
  }

  #putQuote(out: Output): void {
    const quote = this.#quote;
    for (let i = 0; i < quote.length; i++) out.put(quote[i] as number);
  }

  #isQuote(start: number, end: number): boolean {
    const quote = this.#quote;
    if (start + quote.length > end) return false;
    for (let i = 0; i < quote.length; i++) {
      if (this.#source[start + i] !== quote[i]) return false;
    }
    return true;
  }
}
