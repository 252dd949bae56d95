import { printStream, PrintWriter } from "../../src/run/worker/console.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { sleep, withClock } from "../support/clock.ts";

function makeWriter(): { writer: PrintWriter; sent: string[] } {
  const sent: string[] = [];
  const make = () => new PrintWriter((text) => sent.push(text));
  return { writer: withClock(make), sent };
}

async function wait(): Promise<void> {
  await sleep(80);
}

Deno.test("a line after a silence is sent at once, those that follow together", async () => {
  const { writer, sent } = makeWriter();
  writer.write("one\n");
  assertEquals(sent, ["one\n"]);
  writer.write("two\nth");
  writer.write("ree\nfo");
  assertEquals(sent.length, 1);
  await wait();
  assertEquals(sent, ["one\n", "two\nthree\n"]);
  await wait();
  writer.write("ur\n");
  assertEquals(sent.at(-1), "four\n");
  writer.write("no end");
  writer.flush();
  writer.flush();
  assertEquals(sent.slice(3), ["no end"]);
});

Deno.test("much text does not wait, although nothing lets a timer run", () => {
  const { writer, sent } = makeWriter();
  for (let line = 0; line < 1000; line++) writer.write("x".repeat(99) + "\n");
  assert(sent.length > 5);
  assert(sent.length < 20);
  for (const text of sent) assertEquals(text.length % 100, 0);
  writer.flush();
  assertEquals(sent.join("").length, 100_000);
});

Deno.test("a line without end is sent in pieces", () => {
  const { writer, sent } = makeWriter();
  writer.write("y".repeat(3_000_000));
  assertEquals(sent.length, 3);
  assertEquals(sent.join(""), "y".repeat(3_000_000));
});

Deno.test("no character is cut in two between pieces", () => {
  const { writer, sent } = makeWriter();
  const text = "a" + "😀".repeat(1_500_000);
  writer.write(text);
  assert(sent.length > 1);
  assert(sent.every((piece) => piece.isWellFormed()));
  assertEquals(sent.join("") === text, true);
});

Deno.test("a stage may print 64 MB; what follows is cut, with a line that says so", () => {
  let length = 0;
  let last = "";
  const writer = new PrintWriter((text) => {
    length += text.length;
    last = text;
  });
  const line = "z".repeat(1_000_000 - 1) + "\n";
  for (let count = 0; count < 80; count++) writer.write(line);
  writer.flush();
  const notice = "\n[ax: cut here: a stage may print 64 MB]\n";
  assertMatch(last, notice);
  assertEquals(length, 64 * 1024 * 1024 + notice.length);
  writer.write("more");
  writer.flush();
  assertEquals(length, 64 * 1024 * 1024 + notice.length);
});

Deno.test("the stand-in for stdout decodes across writes", async () => {
  let printed = "";
  const stream = printStream((text) => printed += text);
  const bytes = new TextEncoder().encode("日本");
  assertEquals(stream.writeSync(bytes.subarray(0, 4)), 4);
  assertEquals(await stream.write(bytes.subarray(4)), 2);
  const writer = stream.writable.getWriter();
  await writer.write(new TextEncoder().encode("!"));
  await writer.close();
  assertEquals([printed, stream.isTerminal()], ["日本!", false]);
});
