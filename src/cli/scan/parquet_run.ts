import type { ScanTask } from "./messages.ts";
/** Stub. */
export function writeParquet(_task: ScanTask, _watch: unknown): number {
  return 0;
}
