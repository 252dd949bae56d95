/**
 * Frames over a duplex stream: four bytes of length, then JSON.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Duplex } from "node:stream";

/** The longest frame that is read, in bytes. */
const MAX_FRAME = 256 * 1024 * 1024;

/** The bytes of the length. */
const HEAD = 4;

/** Sends and receives frames. What is sent in one turn travels together. */
export class Channel<Sent, Received> {
  readonly #stream: Duplex;
  #queue: Buffer[] = [];
  readonly #frames = new Frames();
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
      const frames = this.#frames.take(chunk) as Received[] | undefined;
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
    const head = Buffer.allocUnsafe(HEAD);
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
}

/** Puts frames together, however the stream has cut them. */
class Frames {
  #chunks: Buffer[] = [];
  #size = 0;
  /** How much there must be before it is worth a look. */
  #wanted = HEAD;

  /** Takes the whole frames that a chunk completes; `undefined` for garbage. */
  take(chunk: Buffer): unknown[] | undefined {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#wanted) return [];
    // Once a frame is whole, not for each chunk of it: frames may be large.
    const bytes = Buffer.concat(this.#chunks);
    const frames: unknown[] = [];
    let at = 0;
    this.#wanted = HEAD;
    while (bytes.length - at >= HEAD) {
      const size = bytes.readUInt32LE(at);
      if (size > MAX_FRAME) return undefined;
      const end = at + HEAD + size;
      if (bytes.length < end) {
        this.#wanted = HEAD + size;
        break;
      }
      try {
        frames.push(JSON.parse(bytes.toString("utf8", at + HEAD, end)));
      } catch {
        return undefined;
      }
      at = end;
    }
    this.#chunks = [bytes.subarray(at)];
    this.#size = bytes.length - at;
    return frames;
  }
}
