/**
 * The checksum CRC-32 of gzip and zip.
 *
 * @module
 */

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) {
    crc = crc >>> 1 ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return crc;
});

/**
 * Goes on with more bytes.
 *
 * @param before -1 at first; the complement of the last one is the checksum.
 */
export function updateCrc(before: number, bytes: Uint8Array): number {
  let crc = before;
  for (let at = 0; at < bytes.length; at++) {
    crc = crc >>> 8 ^ (TABLE[(crc ^ (bytes[at] as number)) & 255] as number);
  }
  return crc;
}
