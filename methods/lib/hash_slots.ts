/**
 * Slots of hash tables with open addressing: four words each, of which the
 * first is 0 where a slot is free, and the second is the hash.
 *
 * @module
 */

const SLOT_WORDS = 4;

/**
 * Slots for so many entries, half of them free at least.
 *
 * @param slots A power of two of them; themselves if they are enough.
 */
export function slotsFor(slots: Int32Array, entries: number): Int32Array {
  let { length } = slots;
  while (length < 2 * SLOT_WORDS * entries) length *= 2;
  return length === slots.length ? slots : moved(slots, length);
}

function moved(old: Int32Array, length: number): Int32Array {
  const slots = new Int32Array(length);
  const mask = length - SLOT_WORDS;
  for (let from = 0; from < old.length; from += SLOT_WORDS) {
    if (old[from] === 0) continue;
    let slot = ((old[from + 1] as number) << 2) & mask;
    while (slots[slot] !== 0) slot = (slot + SLOT_WORDS) & mask;
    for (let i = 0; i < SLOT_WORDS; i++) {
      slots[slot + i] = old[from + i] as number;
    }
  }
  return slots;
}
