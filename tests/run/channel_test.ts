import { Buffer } from "node:buffer";
import { Duplex } from "node:stream";
import { Channel } from "../../src/run/channel.ts";
import { assertEquals } from "../support/assert.ts";

/** A stream of which the test is the other side. */
class Line extends Duplex {
  readonly written: Buffer[] = [];

  override _read(): void {}

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.written.push(chunk);
    done();
  }
}

/** A frame as it travels. */
function frame(body: string): Buffer {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(4);
  head.writeUInt32LE(bytes.length);
  return Buffer.concat([head, bytes]);
}

/** A channel over a line, with what it heard, batch by batch. */
function listen(): { line: Line; heard: unknown[][]; closed: () => boolean } {
  const line = new Line();
  const heard: unknown[][] = [];
  let closed = false;
  new Channel(line, (frames) => heard.push(frames), () => closed = true);
  return { line, heard, closed: () => closed };
}

async function settle(): Promise<void> {
  await new Promise((done) => setTimeout(done, 0));
}

Deno.test("frames come out as they went in, together when they came together", async () => {
  const { line, heard } = listen();
  line.push(Buffer.concat([frame(`{"a":1}`), frame(`"ü日"`), frame("null")]));
  await settle();
  assertEquals(heard, [[{ a: 1 }, "ü日", null]]);
});

Deno.test("frames may be cut anywhere", async () => {
  const texts = [`{"name":"日本"}`, `[]`, `"${"x".repeat(300)}"`, "7"];
  const bytes = Buffer.concat(texts.map(frame));
  for (const size of [1, 2, 3, 5, 64]) {
    const { line, heard } = listen();
    for (let at = 0; at < bytes.length; at += size) {
      line.push(bytes.subarray(at, at + size));
      await Promise.resolve();
    }
    await settle();
    assertEquals(heard.flat(), texts.map((text) => JSON.parse(text)));
  }
});

Deno.test("a long frame in many pieces arrives whole", async () => {
  const { line, heard } = listen();
  const bytes = frame(JSON.stringify({ text: "y".repeat(4_000_000) }));
  for (let at = 0; at < bytes.length; at += 65_536) {
    line.push(bytes.subarray(at, at + 65_536));
  }
  line.push(frame("1"));
  await settle();
  const [first, second] = heard.flat() as [{ text: string }, number];
  assertEquals([first.text.length, second], [4_000_000, 1]);
});

const head = Buffer.alloc(4);
head.writeUInt32LE(256 * 1024 * 1024 + 1);
const broken = {
  "no JSON": frame("{oops"),
  empty: frame(""),
  "too long": head,
};
for (const [name, bytes] of Object.entries(broken)) {
  Deno.test(`a frame that is ${name} closes the channel`, async () => {
    const { line, heard, closed } = listen();
    line.push(frame("1"));
    await settle();
    line.push(bytes);
    await settle();
    assertEquals([heard, closed(), line.destroyed], [[[1]], true, true]);
  });
}

Deno.test("the end of the stream is told once", async () => {
  const line = new Line();
  let closes = 0;
  const channel = new Channel(line, () => {}, () => closes++);
  line.push(null);
  await settle();
  line.destroy(new Error("and more"));
  await settle();
  channel.send({ late: true });
  await settle();
  assertEquals([closes, line.written.length], [1, 0]);
});

Deno.test("what is sent in one turn is written at once, and can be read back", async () => {
  const line = new Line();
  const channel = new Channel(line, () => {}, () => {});
  channel.send({ first: "ü" });
  channel.send([2]);
  await settle();
  assertEquals(line.written.length, 1);
  const { line: other, heard } = listen();
  other.push(line.written[0]);
  await settle();
  assertEquals(heard, [[{ first: "ü" }, [2]]]);
  channel.close();
  channel.send({ late: true });
  await settle();
  assertEquals([line.written.length, line.destroyed], [1, true]);
});
