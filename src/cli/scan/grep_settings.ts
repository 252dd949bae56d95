/**
 * What `ax grep` asks of those who read for it.
 *
 * @module
 */

import type { PatternOptions } from "../../core/text_match.ts";
import type { LineStyle } from "./row_lines.ts";

/** How rows are searched and shown. */
export interface GrepSettings {
  readonly kind: "grep";
  readonly patterns: readonly string[];
  readonly match: PatternOptions;
  /** Whether rows are wanted in which nothing matches. */
  readonly isInverted: boolean;
  /** What is shown of a row: all, what matches, or the cells that match. */
  readonly shows: "all" | "matches" | "cells";
  /** Whether one match is enough, and no row is shown. */
  readonly isListing: boolean;
  /** Rows that match, at most; `undefined` for all. */
  readonly maxCount: number | undefined;
  /** Rows shown before and after each that matches. */
  readonly before: number;
  readonly after: number;
  /** Which columns' values are shown once only: all shown, or these. */
  readonly unique: "all" | readonly string[] | undefined;
  readonly style: LineStyle;
  /** What stands before each row. */
  readonly tells: {
    readonly dataset: boolean;
    readonly slice: boolean;
    readonly line: boolean;
  };
}
