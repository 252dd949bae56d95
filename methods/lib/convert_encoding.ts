/**
 * The names of encodings, and readers of those that are rare.
 *
 * | encoding | is |
 * | --- | --- |
 * | `utf8`, `utf-8` | UTF-8 |
 * | `latin1`, `iso-8859-1` | each byte a character, also 128 to 159 |
 * | `ascii` | bytes below 128 |
 * | `windows-1252`, `utf-16le`, `koi8-r`, `shift_jis` and so on | what `TextDecoder` calls by this name |
 *
 * Behind it may stand what becomes of bytes that are no text: `/strict` refuses
 * them, `/replace` puts U+FFFD in their place, `/ignore` leaves them out. Behind
 * `ascii` also `/octal`, which writes each as a backslash and three octal
 * digits, and `/encode`, which writes backslashes so too, so that what was there
 * can be told.
 *
 * @module
 */

import type { Decoder, Encoding, TextOptions } from "./convert_text.ts";

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  utf8: "utf8",
  "utf-8": "utf8",
  latin1: "latin1",
  "iso-8859-1": "latin1",
  ascii: "ascii",
};

/**
 * Says how text is read.
 *
 * @param text As in `utf8` or `ascii/replace`.
 * @returns `undefined` if there is no such encoding.
 */
export function parseEncoding(text: string): TextOptions | undefined {
  const [label = "", how = "strict", more] = text.split("/");
  if (more !== undefined) return undefined;
  const name = label.toLowerCase();
  if (!Object.hasOwn(ENCODINGS, name)) return findOther(name, how);
  const encoding = ENCODINGS[name] as Encoding;
  switch (how) {
    case "strict":
      return { encoding };
    case "replace":
      return { encoding, replace: "\uFFFD" };
    case "ignore":
      return { encoding, replace: "" };
    case "octal":
    case "encode":
      if (encoding !== "ascii") return undefined;
      return { encoding, decoder: new OctalDecoder(how === "encode") };
    default:
      return undefined;
  }
}

/** Writes bytes beyond ASCII as `\\ooo`. */
class OctalDecoder implements Decoder {
  readonly keepsAscii: boolean;

  /** @param escapesItself Writes backslashes as `\\134`. */
  constructor(escapesItself: boolean) {
    this.keepsAscii = !escapesItself;
  }

  decode(bytes: Uint8Array): string {
    let text = "";
    for (const byte of bytes) {
      const isPlain = byte < 128 && (this.keepsAscii || byte !== 92);
      text += isPlain
        ? String.fromCharCode(byte)
        : `\\${byte.toString(8).padStart(3, "0")}`;
    }
    return text;
  }
}

function findOther(name: string, how: string): TextOptions | undefined {
  const isKnown = how === "strict" || how === "replace" || how === "ignore";
  if (!isKnown || name.trim() !== name) return undefined;
  try {
    return { decoder: new OtherDecoder(name, how) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Reads what `TextDecoder` knows. */
class OtherDecoder implements Decoder {
  readonly keepsAscii: boolean;
  readonly #decoder: TextDecoder;
  readonly #leavesOut: boolean;

  /** @throws {RangeError} If the encoding is not known. */
  constructor(name: string, how: "strict" | "replace" | "ignore") {
    const fatal = how === "strict";
    this.#decoder = new TextDecoder(name, { fatal, ignoreBOM: true });
    this.#leavesOut = how === "ignore";
    const ascii = Uint8Array.from({ length: 128 }, (_, code) => code);
    this.keepsAscii = this.decode(ascii) === String.fromCharCode(...ascii);
  }

  decode(bytes: Uint8Array): string | undefined {
    try {
      const text = this.#decoder.decode(bytes);
      return this.#leavesOut ? text.replaceAll("\uFFFD", "") : text;
    } catch (error) {
      if (error instanceof TypeError) return undefined;
      throw error;
    }
  }
}
