/**
 * The hash XXH64, with seed 0.
 *
 * @module
 */

const MASK = 0xffff_ffff_ffff_ffffn;
const P1 = 0x9e37_79b1_85eb_ca87n;
const P2 = 0xc2b2_ae3d_27d4_eb4fn;
const P3 = 0x1656_67b1_9e37_79f9n;
const P4 = 0x85eb_ca77_c2b2_ae63n;
const P5 = 0x27d4_eb2f_1656_67c5n;
const [P1_HIGH, P1_LOW] = [0x9e3779b1 | 0, 0x85ebca87 | 0];
const [P2_HIGH, P2_LOW] = [0xc2b2ae3d | 0, 0x27d4eb4f | 0];
const STRIPE = 32;

/** Hashes bytes that come in parts. */
export class Xxh64 {
  /** Four sums of 64 bits, the low half of each first. */
  readonly #sums = new Int32Array(8);
  /** What does not fill a stripe yet. */
  readonly #rest = new Uint8Array(STRIPE);
  #restSize = 0;
  #total = 0;

  constructor() {
    const starts = [P1 + P2, P2, 0n, -P1];
    starts.forEach((start, lane) => {
      this.#sums[2 * lane] = Number(BigInt.asIntN(32, start));
      this.#sums[2 * lane + 1] = Number(BigInt.asIntN(32, start >> 32n));
    });
  }

  /** Takes bytes. */
  update(bytes: Uint8Array): void {
    this.#total += bytes.length;
    let from = 0;
    if (this.#restSize > 0) {
      from = Math.min(STRIPE - this.#restSize, bytes.length);
      this.#rest.set(bytes.subarray(0, from), this.#restSize);
      this.#restSize += from;
      if (this.#restSize < STRIPE) return;
      this.#stripes(this.#rest, 0, STRIPE);
      this.#restSize = 0;
    }
    const end = bytes.length - (bytes.length - from) % STRIPE;
    this.#stripes(bytes, from, end);
    this.#rest.set(bytes.subarray(end));
    this.#restSize = bytes.length - end;
  }

  #stripes(bytes: Uint8Array, from: number, end: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const sums = this.#sums;
    for (let lane = 0; lane < 4; lane++) {
      let low = sums[2 * lane] as number;
      let high = sums[2 * lane + 1] as number;
      for (let at = from + 8 * lane; at < end; at += STRIPE) {
        const inLow = view.getInt32(at, true);
        const inHigh = view.getInt32(at + 4, true);
        const addLow = Math.imul(inLow, P2_LOW);
        const addHigh = highOf(inLow, P2_LOW, addLow) +
            Math.imul(inHigh, P2_LOW) + Math.imul(inLow, P2_HIGH) | 0;
        const sum = (low >>> 0) + (addLow >>> 0);
        const sumLow = sum | 0;
        const sumHigh = high + addHigh + (sum > 0xffffffff ? 1 : 0) | 0;
        const turnedLow = sumLow << 31 | sumHigh >>> 1;
        const turnedHigh = sumHigh << 31 | sumLow >>> 1;
        low = Math.imul(turnedLow, P1_LOW);
        high = highOf(turnedLow, P1_LOW, low) +
            Math.imul(turnedHigh, P1_LOW) + Math.imul(turnedLow, P1_HIGH) | 0;
      }
      sums[2 * lane] = low;
      sums[2 * lane + 1] = high;
    }
  }

  /** The hash of all bytes. */
  digest(): bigint {
    const lanes = Array.from({ length: 4 }, (_, lane) => {
      const low = BigInt(this.#sums[2 * lane] as number);
      const high = BigInt(this.#sums[2 * lane + 1] as number);
      return BigInt.asUintN(32, high) << 32n | BigInt.asUintN(32, low);
    });
    let hash = P5;
    if (this.#total >= STRIPE) {
      hash = lanes.reduce(
        (sum, lane, index) => sum + turn(lane, [1, 7, 12, 18][index] ?? 0),
        0n,
      ) & MASK;
      for (const lane of lanes) {
        hash = ((hash ^ mix(lane)) * P1 + P4) & MASK;
      }
    }
    hash = this.#finish(hash + BigInt(this.#total) & MASK);
    hash = (hash ^ hash >> 33n) * P2 & MASK;
    hash = (hash ^ hash >> 29n) * P3 & MASK;
    return hash ^ hash >> 32n;
  }

  /** Takes what fills no stripe. */
  #finish(start: bigint): bigint {
    const view = new DataView(this.#rest.buffer);
    let hash = start;
    let at = 0;
    for (; at + 8 <= this.#restSize; at += 8) {
      hash ^= mix(view.getBigUint64(at, true));
      hash = (turn(hash, 27) * P1 + P4) & MASK;
    }
    if (at + 4 <= this.#restSize) {
      hash ^= BigInt(view.getUint32(at, true)) * P1 & MASK;
      hash = (turn(hash, 23) * P2 + P3) & MASK;
      at += 4;
    }
    for (; at < this.#restSize; at++) {
      hash ^= BigInt(view.getUint8(at)) * P5 & MASK;
      hash = turn(hash, 11) * P1 & MASK;
    }
    return hash;
  }
}

/** The high half of the product of two words, whose low half is known. */
function highOf(a: number, b: number, low: number): number {
  const product = (a >>> 0) * (b >>> 0); // rounded, far below half a word
  return ((product - (low >>> 0)) / 4294967296 + 0.5) >>> 0;
}

function mix(value: bigint): bigint {
  return turn(value * P2 & MASK, 31) * P1 & MASK;
}

function turn(value: bigint, bits: number): bigint {
  const left = BigInt(bits);
  return (value << left | value >> 64n - left) & MASK;
}
