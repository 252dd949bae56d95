/**
 * SHA-256 of short messages, without a call into the runtime for each.
 *
 * @module
 */

/** The fractions of square roots (2) or cube roots (3) of the first primes. */
function rootsOfPrimes(count: number, root: 2 | 3): Uint32Array {
  const result = new Uint32Array(count);
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) {
    if (primes.some((prime) => n % prime === 0)) continue;
    result[primes.length] = rootFraction(BigInt(n), root);
    primes.push(n);
  }
  return result;
}

/** 32 bits of the fraction of a root, in whole numbers, so without an error. */
function rootFraction(n: bigint, root: 2 | 3): number {
  const power = BigInt(root);
  const target = n << (32n * power);
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** power <= target) low = middle;
    else high = middle;
  }
  return Number(low & 0xffff_ffffn);
}

const START = rootsOfPrimes(8, 2);
const ROUNDS = rootsOfPrimes(64, 3);
const schedule = new Int32Array(64);
const state = new Int32Array(8);

/**
 * Hashes bytes.
 *
 * @param message Has room for 72 bytes after `length`, which are overwritten.
 * @returns Eight words, overwritten by the next call.
 */
export function sha256(message: Uint8Array, length: number): Int32Array {
  const end = Math.ceil((length + 9) / 64) * 64;
  message.fill(0, length, end);
  message[length] = 0x80;
  const bits = length * 8;
  const view = new DataView(message.buffer, message.byteOffset);
  view.setUint32(end - 8, Math.floor(bits / 2 ** 32));
  view.setUint32(end - 4, bits >>> 0);
  state.set(START);
  for (let at = 0; at < end; at += 64) {
    for (let i = 0; i < 16; i++) schedule[i] = view.getInt32(at + 4 * i);
    mixBlock();
  }
  return state;
}

function mixBlock(): void {
  const w = schedule;
  for (let i = 16; i < 64; i++) {
    const a = w[i - 15] as number;
    const b = w[i - 2] as number;
    const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
    const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
    w[i] = (w[i - 16] as number) + s0 + (w[i - 7] as number) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const choice = (e & f) ^ (~e & g);
    const t1 = h + s1 + choice + (ROUNDS[i] as number) + (w[i] as number) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c)) | 0;
    h = g;
    g = f;
    f = e;
    e = d + t1 | 0;
    d = c;
    c = b;
    b = a;
    a = t1 + t2 | 0;
  }
  const mixed = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) state[i] = (state[i] ?? 0) + (mixed[i] ?? 0);
}

function turn(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}
