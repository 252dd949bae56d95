import { Output, type Sink } from "../../src/cli/output.ts";
import { AxError } from "../../src/core/errors.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";

/** A stream that takes a few bytes at a time. */
function sinkOf(write: (bytes: Uint8Array) => number): Sink {
  return { writeSync: write, isTerminal: () => false };
}

const noEnv = (): undefined => undefined;

Deno.test("all is written, however little the stream takes at a time", () => {
  const taken: number[] = [];
  let calls = 0;
  const out = new Output(
    sinkOf((bytes) => {
      if (++calls % 2 === 0) throw new Deno.errors.WouldBlock();
      taken.push(...bytes.subarray(0, 3));
      return Math.min(3, bytes.length);
    }),
    noEnv,
    true,
  );
  out.line("häst");
  assertEquals(new TextDecoder().decode(new Uint8Array(taken)), "häst\n");
});

Deno.test("a reader that is gone is no error, and nothing more is written", () => {
  let calls = 0;
  const out = new Output(
    sinkOf(() => {
      calls++;
      throw new Deno.errors.BrokenPipe();
    }),
    noEnv,
    true,
  );
  out.line("one");
  out.line("two");
  assertEquals([out.closed, calls], [true, 1]);
});

Deno.test("a full disk is an error where results go, and none where talk goes", () => {
  const full = sinkOf(() => {
    throw Object.assign(new Error("os error 28"), { code: "ENOSPC" });
  });
  const out = new Output(full, noEnv, true);
  assertThrows(() => out.line("x"), AxError, "Cannot print: no space is left");
  // Once is enough.
  out.line("y");
  assertEquals(out.closed, true);
  const err = new Output(full, noEnv, false);
  err.line("x");
  assertEquals(err.closed, true);
});
