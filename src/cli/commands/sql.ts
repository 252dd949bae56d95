import type { Command } from "commander";
import type { Context } from "../context.ts";
/** Stub. */
export function declareSql(_command: Command, _context: Context): void {}
