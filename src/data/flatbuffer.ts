/**
 * FlatBuffers, as far as Arrow's metadata needs them: a writer that lays out a
 * tree front to back, and a reader that checks every offset it follows.
 *
 * @module
 */

/** A table, string or vector that a field can point to. */
export type Node =
  | { readonly kind: "table"; readonly fields: readonly Field[] }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "vector"; readonly items: readonly Node[] }
  | {
    readonly kind: "structs";
    readonly count: number;
    /** The structs one after the other, in units of eight bytes. */
    readonly words: BigInt64Array;
  };

/** One field of a table, by position; `undefined` leaves the default. */
export type Field =
  | undefined
  | { readonly size: 1 | 2 | 4 | 8; readonly value: number }
  | Node;

/** A one-byte field: a small number, a boolean or a union's type. */
export function byte(value: number | boolean): Field {
  return { size: 1, value: Number(value) };
}

/** A two-byte field, which is what Arrow's enumerations are. */
export function short(value: number): Field {
  return { size: 2, value };
}

/** A four-byte field. */
export function int(value: number): Field {
  return { size: 4, value };
}

/** An eight-byte field of a whole number that a double holds. */
export function long(value: number): Field {
  return { size: 8, value };
}

/** A table, with its fields in the order of the schema. */
export function table(fields: readonly Field[]): Node {
  return { kind: "table", fields };
}

/** A string. */
export function text(value: string): Node {
  return { kind: "string", text: value };
}

/** A vector of tables or strings. */
export function vector(items: readonly Node[]): Node {
  return { kind: "vector", items };
}

/** A vector of structs, given as the eight-byte words they consist of. */
export function structs(count: number, words: readonly number[]): Node {
  return {
    kind: "structs",
    count,
    words: BigInt64Array.from(words, (word) => BigInt(word)),
  };
}

/**
 * Lays out a tree of nodes.
 *
 * @returns The bytes; their length is a multiple of 8.
 */
export function encodeFlatBuffer(root: Node): Uint8Array {
  const layout = new Layout();
  const head = layout.reserve(4, 4);
  layout.patch(head, layout.place(root));
  return layout.finish();
}

class Layout {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  finish(): Uint8Array {
    this.reserve(0, 8);
    return this.#bytes.subarray(0, this.#length);
  }

  /** Makes room for `size` bytes, at a multiple of `align`. */
  reserve(size: number, align: number): number {
    const at = Math.ceil(this.#length / align) * align;
    this.#length = at + size;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(this.#length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }

  patch(at: number, target: number): void {
    this.#view.setUint32(at, target - at, true);
  }

  place(node: Node): number {
    switch (node.kind) {
      case "table":
        return this.#placeTable(node.fields);
      case "string":
        return this.#placeString(node.text);
      case "vector":
        return this.#placeVector(node.items);
      case "structs":
        return this.#placeStructs(node);
    }
  }

  #placeTable(fields: readonly Field[]): number {
    const vtable = this.reserve(4 + 2 * fields.length, 2);
    const start = this.reserve(4, 8);
    this.#view.setInt32(start, start - vtable, true);
    const children: [number, Node][] = [];
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i];
      if (field === undefined) continue;
      const size = "size" in field ? field.size : 4;
      const at = this.reserve(size, size);
      this.#view.setUint16(vtable + 4 + 2 * i, at - start, true);
      if ("size" in field) this.#putNumber(at, field.size, field.value);
      else children.push([at, field]);
    }
    this.#view.setUint16(vtable, 4 + 2 * fields.length, true);
    this.#view.setUint16(vtable + 2, this.#length - start, true);
    for (const [at, child] of children) this.patch(at, this.place(child));
    return start;
  }

  #putNumber(at: number, size: number, value: number): void {
    if (size === 1) this.#view.setUint8(at, value);
    else if (size === 2) this.#view.setInt16(at, value, true);
    else if (size === 4) this.#view.setInt32(at, value, true);
    else this.#view.setBigInt64(at, BigInt(value), true);
  }

  #placeString(value: string): number {
    const encoded = new TextEncoder().encode(value);
    const at = this.reserve(4 + encoded.length + 1, 4);
    this.#view.setUint32(at, encoded.length, true);
    this.#bytes.set(encoded, at + 4);
    return at;
  }

  #placeVector(items: readonly Node[]): number {
    const at = this.reserve(4 + 4 * items.length, 4);
    this.#view.setUint32(at, items.length, true);
    items.forEach((item, i) => {
      this.patch(at + 4 + 4 * i, this.place(item));
    });
    return at;
  }

  #placeStructs(node: { count: number; words: BigInt64Array }): number {
    // The count stands right before data that begins at a multiple of 8.
    this.reserve(4, 8);
    const at = this.reserve(4, 4);
    this.#view.setUint32(at, node.count, true);
    const data = this.reserve(node.words.byteLength, 8);
    node.words.forEach((word, i) => {
      this.#view.setBigInt64(data + 8 * i, word, true);
    });
    return at;
  }
}

/**
 * A table in bytes that may be anything at all.
 *
 * Every read is checked: what points outside of the bytes throws
 * `RangeError`, which the caller turns into an error that names the file.
 */
export class TableReader {
  readonly #view: DataView;
  readonly #start: number;
  readonly #vtable: number;
  readonly #vtableSize: number;

  constructor(view: DataView, start: number) {
    this.#view = view;
    this.#start = start;
    this.#vtable = start - view.getInt32(start, true);
    this.#vtableSize = view.getUint16(this.#vtable, true);
  }

  /** The table that the bytes begin with. */
  static root(bytes: Uint8Array): TableReader {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new TableReader(view, view.getUint32(0, true));
  }

  #field(index: number): number {
    const entry = 4 + 2 * index;
    if (entry + 2 > this.#vtableSize) return 0;
    const offset = this.#view.getUint16(this.#vtable + entry, true);
    return offset === 0 ? 0 : this.#start + offset;
  }

  #target(index: number): number {
    const at = this.#field(index);
    return at === 0 ? 0 : at + this.#view.getUint32(at, true);
  }

  byte(index: number, absent = 0): number {
    const at = this.#field(index);
    return at === 0 ? absent : this.#view.getUint8(at);
  }

  short(index: number, absent = 0): number {
    const at = this.#field(index);
    return at === 0 ? absent : this.#view.getInt16(at, true);
  }

  int(index: number, absent = 0): number {
    const at = this.#field(index);
    return at === 0 ? absent : this.#view.getInt32(at, true);
  }

  long(index: number, absent = 0): number {
    const at = this.#field(index);
    return at === 0 ? absent : readLong(this.#view, at);
  }

  table(index: number): TableReader | undefined {
    const at = this.#target(index);
    return at === 0 ? undefined : new TableReader(this.#view, at);
  }

  text(index: number): string | undefined {
    const at = this.#target(index);
    if (at === 0) return undefined;
    const length = this.#vectorLength(at, 1);
    const start = this.#view.byteOffset + at + 4;
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(
      new Uint8Array(this.#view.buffer, start, length),
    );
  }

  /** How many entries a vector has, each of at least four bytes. */
  count(index: number): number {
    const at = this.#target(index);
    return at === 0 ? 0 : this.#vectorLength(at, 4);
  }

  tables(index: number): TableReader[] {
    const at = this.#target(index);
    if (at === 0) return [];
    const length = this.#vectorLength(at, 4);
    return Array.from({ length }, (_, i) => {
      const entry = at + 4 + 4 * i;
      return new TableReader(
        this.#view,
        entry + this.#view.getUint32(entry, true),
      );
    });
  }

  /** The eight-byte words of a vector of structs, each of `words` words. */
  structs(index: number, words: number): number[][] {
    const at = this.#target(index);
    if (at === 0) return [];
    const length = this.#vectorLength(at, 8 * words);
    return Array.from({ length }, (_, i) => {
      const start = at + 4 + 8 * words * i;
      return Array.from(
        { length: words },
        (_, word) => readLong(this.#view, start + 8 * word),
      );
    });
  }

  #vectorLength(at: number, size: number): number {
    const length = this.#view.getUint32(at, true);
    if (at + 4 + length * size <= this.#view.byteLength) return length;
    throw new RangeError(`a vector of ${length} entries is cut off`);
  }
}

function readLong(view: DataView, at: number): number {
  const low = view.getUint32(at, true);
  return view.getInt32(at + 4, true) * 2 ** 32 + low;
}
