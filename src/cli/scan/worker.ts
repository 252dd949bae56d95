/**
 * A Worker of ax itself that reads slices of datasets: it searches, counts or
 * writes what it is told, task by task. No code of a method runs in it.
 *
 * @module
 */

import { messageOf } from "../../core/errors.ts";
import { asAxError } from "../../core/system_error.ts";
import {
  type ScanOrder,
  type ScanReport,
  type ScanStart,
  STOP,
} from "./messages.ts";
import { Scanner } from "./scanner.ts";

declare const self: {
  onmessage: ((event: MessageEvent<ScanStart | ScanOrder>) => void) | null;
  postMessage(report: ScanReport, transfer?: Transferable[]): void;
};

/** Chunks that may be on their way to be printed. */
const AHEAD = 16;

let scanner: Scanner | undefined;

self.onmessage = ({ data }): void => {
  try {
    if ("settings" in data) scanner = start(data);
    else scanner?.take(data).catch(fail);
  } catch (thrown) {
    fail(thrown);
  }
};

function start(
  { settings, shared, progress, worker }: ScanStart,
): Scanner {
  const numbers = new Int32Array(shared);
  const rowsRead = new BigInt64Array(progress);
  const own = STOP + 1 + worker;
  let sent = 0;
  const isStopped = (): boolean => Atomics.load(numbers, STOP) !== 0;
  /** Waits until not too much is under way. */
  const wait = (): void => {
    while (!isStopped()) {
      const printed = Atomics.load(numbers, own);
      if (sent - printed < AHEAD) return;
      Atomics.wait(numbers, own, printed);
    }
  };
  return new Scanner(settings, {
    post(report) {
      if (report.type !== "chunk") return self.postMessage(report);
      wait();
      sent++;
      self.postMessage(report, [report.bytes.buffer]);
    },
    progress: (rows, index) => void Atomics.add(rowsRead, index, BigInt(rows)),
    isStopped,
  });
}

function fail(thrown: unknown): void {
  const ours = asAxError(thrown);
  self.postMessage({
    type: "failed",
    message: messageOf(ours ?? thrown),
    code: ours?.code,
    stack: thrown instanceof Error ? thrown.stack : undefined,
  });
}
