/**
 * Keeps vectors in a file that nobody else sees.
 *
 * @module
 */

import type { ColumnVector, FixedArray, VectorParts } from "ax";

/** Arrays by their names, which can be passed on. */
const ARRAYS = {
  Uint8Array,
  Int32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
};

/** Where an array lies in the file. */
interface Place {
  readonly type: string;
  readonly offset: number;
  readonly byteLength: number;
}

/** Where a vector lies. */
export interface Kept {
  readonly length: number;
  readonly arrays: readonly (readonly [string, Place])[];
  readonly dictionary: readonly string[] | undefined;
  readonly elements: Kept | undefined;
}

/** A file for one job, which ends with its last user. */
export class ScratchFile implements Disposable {
  readonly #file: Deno.FsFile;
  #length = 0;

  /**
   * Makes a file that is only there for a moment.
   *
   * @param options With `stays` it has its path until it is opened again;
   * `isOld` says that it is.
   */
  constructor(
    path: string,
    { stays = false, isOld = false }: {
      readonly stays?: boolean;
      readonly isOld?: boolean;
    } = {},
  ) {
    const how = isOld ? {} : { write: true, createNew: true };
    this.#file = Deno.openSync(path, { read: true, ...how });
    if (!stays) Deno.removeSync(path);
  }

  /** Appends a vector. Its dictionary stays in memory. */
  keep(parts: VectorParts, length: number): Kept {
    const { values, offsets, valid, elements, dictionary } = parts;
    const arrays: [string, Place][] = [];
    const end = offsets?.[length];
    if (values !== undefined) {
      arrays.push(["values", this.#write(values.subarray(0, end ?? length))]);
    }
    if (offsets !== undefined) {
      const used = offsets.subarray(0, length + 1);
      arrays.push(["offsets", this.#write(used)]);
    }
    if (valid !== undefined) {
      arrays.push(["valid", this.#write(valid.subarray(0, length))]);
    }
    const inner = elements as unknown as VectorParts | undefined;
    return {
      length,
      arrays,
      dictionary,
      elements: inner && this.keep(inner, end ?? 0),
    };
  }

  /** Reads a vector, into memory of its own. */
  load({ length, arrays, dictionary, elements }: Kept): VectorParts {
    const read = arrays.map(([name, place]) => [name, this.#read(place)]);
    return {
      ...Object.fromEntries(read),
      length,
      ...(dictionary !== undefined && { dictionary }),
      ...(elements !== undefined && {
        elements: this.load(elements) as unknown as ColumnVector,
      }),
    };
  }

  /** Gives the room back. */
  [Symbol.dispose](): void {
    this.#file.close();
  }

  #write(array: FixedArray): Place {
    const { buffer, byteOffset, byteLength } = array;
    const bytes = new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
    const offset = this.#length;
    this.#file.seekSync(offset, Deno.SeekMode.Start);
    for (let done = 0; done < byteLength;) {
      done += this.#file.writeSync(bytes.subarray(done));
    }
    this.#length += byteLength;
    return { type: array.constructor.name, offset, byteLength };
  }

  #read({ type, offset, byteLength }: Place): FixedArray {
    const bytes = new Uint8Array(byteLength);
    this.#file.seekSync(offset, Deno.SeekMode.Start);
    for (let done = 0; done < byteLength;) {
      const count = this.#file.readSync(bytes.subarray(done));
      if (count === null) throw new RangeError("A scratch file is cut off");
      done += count;
    }
    return new ARRAYS[type as keyof typeof ARRAYS](bytes.buffer);
  }
}
