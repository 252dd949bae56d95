import { AxError } from "../../src/core/errors.ts";
import {
  type StageWriter,
  startWriter,
  type WriterPlan,
} from "../../src/run/worker/dataset_writer.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

/** What a writer told of its end, and the writer. */
interface Started {
  readonly writer: StageWriter;
  readonly told: string[];
  /** The files it has left. */
  files(): string[];
}

/** Starts a writer of two slices outside of `analysis`. */
function start(
  directory: string,
  plan: Partial<WriterPlan> = {},
): Started {
  const told: string[] = [];
  const writer = startWriter({
    name: "a",
    directory,
    slices: 2,
    slice: -1,
    split: false,
    entries: [["n", "int32"]],
    hashBy: undefined,
    undealable: undefined,
    compression: "none",
    defaults: undefined,
    parsed: undefined,
    skipOtherSlices: false,
    whenClosed: () => {
      told.push("closed");
      return { name: "a" } as never;
    },
    whenDiscarded: () => void told.push("discarded"),
    ...plan,
  });
  const files = () =>
    Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
  return { writer, told, files };
}

function fill(writer: StageWriter, isDealt: boolean): void {
  for (let n = 0; n < 3; n++) {
    if (isDealt) writer.write({ n });
    else writer.slice(n % 2).write({ n });
  }
}

Deno.test("what a writer has written can be discarded, closed or not", () => {
  for (const isDealt of [true, false]) {
    for (const isClosed of [true, false]) {
      using dir = tempDir();
      const { writer, told, files } = start(dir.path);
      fill(writer, isDealt);
      assertEquals(files(), ["0.arrow", "1.arrow"]);
      assertEquals(writer.rowCount, 3);
      if (isClosed) writer.close();
      assertEquals(writer.rowCount, 3);
      writer.discard();
      writer.discard();
      assertEquals(files(), []);
      assertEquals(told, isClosed ? ["closed", "discarded"] : ["discarded"]);
      assertEquals(writer.rowCount, 0);
    }
  }
});

Deno.test("a slice that gets no row has no file, be it asked for, skipped or refused", () => {
  const entries = [["n", "int32"]] as const;
  const ways:
    readonly (readonly [Partial<WriterPlan>, (w: StageWriter) => void])[] = [
      [{}, (writer) => void writer.slice(1)],
      [{}, (writer) => {
        assertThrows(() => writer.slice(1).write({ n: "x" as never }), AxError);
      }],
      [{ slice: 1, hashBy: "n", skipOtherSlices: true, entries }, (writer) => {
        for (let n = 0; n < 100; n++) {
          if (writer.sliceOf(n) === 0) writer.write({ n });
        }
      }],
    ];
  for (const [plan, use] of ways) {
    using dir = tempDir();
    const { writer, told, files } = start(dir.path, plan);
    use(writer);
    writer.close();
    assertEquals(files(), []);
    assertEquals(told, ["closed"]);
  }
});

Deno.test("a writer that is closed or discarded takes no more rows", () => {
  for (const isDealt of [true, false]) {
    for (const end of ["closed", "discarded"] as const) {
      using dir = tempDir();
      const { writer, files } = start(dir.path);
      fill(writer, isDealt);
      const dataset = end === "closed" ? writer.close() : undefined;
      if (end === "discarded") writer.discard();
      const calls = [
        () => writer.write({ n: 1 }),
        () => writer.writeValues(1),
        () => writer.writeBatch({ n: [1] }),
        () => writer.slice(0),
      ];
      for (const call of calls) {
        const { message } = assertThrows(call, AxError);
        assertEquals(message, `Cannot write dataset "a": it is ${end}`);
      }
      if (end === "closed") assertEquals(writer.close(), dataset);
      else assertThrows(() => writer.close(), AxError, /it is discarded/);
      writer[Symbol.dispose]();
      assertEquals(files(), end === "closed" ? ["0.arrow", "1.arrow"] : []);
    }
  }
});

Deno.test("rows are dealt out or written by slice, and never both", () => {
  using dir = tempDir();
  const dealt = start(dir.join("dealt")).writer;
  dealt.write({ n: 1 });
  assertThrows(() => dealt.slice(0), AxError, /not both/);
  dealt.discard();
  const sliced = start(dir.join("sliced")).writer;
  sliced.slice(1).write({ n: 1 });
  assertThrows(() => sliced.write({ n: 1 }), AxError, /not both/);
  assertThrows(() => sliced.slice(2), AxError, /from 0 to 1/);
  assertEquals(sliced.slice(1).rowCount, 1);
  sliced.discard();
});

Deno.test("a writer that cannot be closed says so at the end of its stage", () => {
  using dir = tempDir();
  const { writer, told } = start(dir.path);
  writer.write({ n: 1 });
  assertThrows(() => writer.writeBatch({ n: ["x" as never] }), AxError);
  writer[Symbol.dispose]();
  assertEquals(told, []);
  assertThrows(() => writer.close(), AxError, /an earlier write failed/);
  assertThrows(() => writer.close(), AxError, /an earlier write failed/);
  writer.abandon();
  assertEquals(told, []);
});
