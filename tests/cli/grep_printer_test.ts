import { GrepPrinter } from "../../src/cli/grep_printer.ts";
import { Output } from "../../src/cli/output.ts";
import type { ScanTask } from "../../src/cli/scan/messages.ts";
import { assertEquals } from "../support/assert.ts";

/** A printer of tasks that have one column each, of these names. */
function printerOf(columns: readonly string[]): {
  printer: GrepPrinter;
  text: () => string;
} {
  let text = "";
  const sink = {
    writeSync(bytes: Uint8Array): number {
      text += new TextDecoder().decode(bytes);
      return bytes.length;
    },
    isTerminal: () => false,
  };
  const tasks = columns.map((name): ScanTask => ({
    dataset: "dev-1/default",
    slices: [],
    columns: [{ name, type: "int32" }],
    searched: [],
  }));
  const printer = new GrepPrinter(tasks, {
    settings: {
      kind: "grep",
      patterns: [""],
      match: { kind: "regex" },
      isInverted: false,
      shows: "all",
      isListing: false,
      maxCount: undefined,
      before: 0,
      after: 0,
      unique: undefined,
      style: { format: "csv", between: "\t", highlight: undefined },
      tells: { dataset: false, slice: false, line: false },
    },
    hasHeaders: true,
    isLined: false,
    out: new Output(sink, () => undefined, true),
  });
  return { printer, text: () => text };
}

Deno.test("rows under another header wait until all under way are done", () => {
  const { printer, text } = printerOf(["a", "a", "a", "b", "b", "a"]);
  const print = (index: number): void => {
    const bytes = new TextEncoder().encode(`${index}\n`);
    printer.take({ type: "chunk", index, bytes, starts: [] });
  };
  assertEquals(printer.admit(0, false), "begin");
  assertEquals(printer.admit(1, true), "begin");
  assertEquals(printer.admit(2, true), "begin");
  assertEquals(printer.admit(3, true), "wait");
  print(1);
  // Asked again when the first of three is done.
  assertEquals(printer.admit(3, true), "wait");
  print(0);
  print(2);
  assertEquals(printer.admit(3, false), "begin");
  assertEquals(printer.admit(4, true), "begin");
  assertEquals(printer.admit(5, true), "wait");
  print(4);
  print(3);
  assertEquals(printer.admit(5, false), "begin");
  print(5);
  assertEquals(text(), "a\n1\n0\n2\nb\n4\n3\na\n5\n");
});
