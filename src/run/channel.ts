/**
 * Frames over a duplex stream: four bytes of length, then JSON.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Duplex } from "node:stream";

/** The longest frame that is read, in bytes. */
const MAX_FRAME = 256 * 1024 * 1024;

/** Sends and receives frames. What is sent in one turn travels together. */
export class Channel<Sent, Received> {
  readonly #stream: Duplex;
  #queue: Buffer[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #closed = false;

  /**
   * @param onFrames All frames that came together, in order.
   * @param onClose The other side is gone, or sent what is no frame.
   */
  constructor(
    stream: Duplex,
    onFrames: (frames: Received[]) => void,
    onClose: () => void,
  ) {
    this.#stream = stream;
    stream.on("data", (chunk: Buffer) => {
      const frames = this.#read(chunk);
      if (frames === undefined) stream.destroy();
      else if (frames.length > 0) onFrames(frames);
    });
    const close = (): void => {
      if (this.#closed) return;
      this.#closed = true;
      onClose();
    };
    stream.on("close", close);
    stream.on("end", close);
    stream.on("error", close);
  }

  /** Sends a frame, soon; nothing when the other side is gone. */
  send(frame: Sent): void {
    if (this.#closed) return;
    if (this.#queue.length === 0) queueMicrotask(() => this.flush());
    const body = Buffer.from(JSON.stringify(frame));
    const head = Buffer.allocUnsafe(4);
    head.writeUInt32LE(body.length);
    this.#queue.push(head, body);
  }

  /** Hands what was sent to the operating system. */
  flush(): void {
    if (this.#queue.length === 0 || this.#closed) return;
    const bytes = Buffer.concat(this.#queue);
    this.#queue = [];
    this.#stream.write(bytes);
  }

  close(): void {
    this.flush();
    this.#closed = true;
    this.#stream.destroy();
  }

  /** Takes whole frames off the stream; `undefined` for garbage. */
  #read(chunk: Buffer): Received[] | undefined {
    let bytes = this.#rest.length === 0
      ? chunk
      : Buffer.concat([this.#rest, chunk]);
    const frames: Received[] = [];
    while (bytes.length >= 4) {
      const size = bytes.readUInt32LE(0);
      if (size > MAX_FRAME) return undefined;
      if (bytes.length < 4 + size) break;
      try {
        frames.push(JSON.parse(bytes.toString("utf8", 4, 4 + size)));
      } catch {
        return undefined;
      }
      bytes = bytes.subarray(4 + size);
    }
    this.#rest = bytes;
    return frames;
  }
}
