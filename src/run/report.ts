/**
 * Checks what an executor reports: it shares a process with the user's code.
 *
 * @module
 */

import type { Json } from "../core/canonical.ts";
import { isColumnSpec } from "../core/columns.ts";
import type { DeclaredDataset } from "../core/declared_datasets.ts";
import { formatLocation, type SourceLocation } from "../core/errors.ts";
import { parseDescriptor } from "./descriptor.ts";
import type { Answer, Ask, ErrorReport, Report } from "./protocol.ts";

type Frame = Readonly<Record<string, unknown>>;

/** Returns the report, rebuilt from known keys; `undefined` for any other. */
export function parseReport(value: unknown): Report | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const frame = value as Frame;
  switch (frame["type"]) {
    case "described":
      return parseDescribed(frame);
    case "undescribed":
      return { type: "undescribed", error: errorOf(frame["error"]) };
    case "ready":
      return { type: "ready", pid: Number(frame["pid"]) };
    case "stageEnd":
      return isPlaced(frame) ? parseStageEnd(frame) : undefined;
    case "printed":
      return isPlaced(frame) && typeof frame["text"] === "string"
        ? value as Report
        : undefined;
    case "progress":
      return isPlaced(frame) && isStrings(frame["status"])
        ? value as Report
        : undefined;
    case "ask":
      return isPlaced(frame) ? parseAsk(frame) : undefined;
    default:
      return undefined;
  }
}

const STAGES = ["prepare", "analysis", "synthesis", "main"];

/** Only `analysis` has slices; the others are told by -1. */
function isPlaced({ stage, slice }: Frame): boolean {
  if (!STAGES.includes(stage as string)) return false;
  if (stage !== "analysis") return slice === -1;
  return Number.isSafeInteger(slice) && Number(slice) >= 0;
}

/** A method that an executor cannot describe properly is not described. */
function parseDescribed(frame: Frame): Report {
  const descriptor = parseDescriptor(frame["descriptor"]);
  return descriptor === undefined
    ? { type: "undescribed", error: errorOf(undefined) }
    : { type: "described", descriptor };
}

function errorOf(value: unknown): ErrorReport {
  return parseError(value) ??
    { message: "the executor said nothing of use", stack: "", status: [] };
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) &&
    value.every((item) => typeof item === "string");
}

function parseStageEnd(frame: Frame): Report {
  const number = (key: string): number => {
    const value = frame[key];
    return typeof value === "number" && value >= 0 ? value : 0;
  };
  const error = parseError(frame["error"]);
  return {
    type: "stageEnd",
    stage: frame["stage"] as "main",
    slice: Number(frame["slice"]),
    wallMs: number("wallMs"),
    cpuMs: number("cpuMs"),
    peakMemoryBytes: number("peakMemoryBytes"),
    early: frame["early"] === true,
    datasets: parseDatasets(frame["datasets"]),
    ...(error === undefined ? {} : { error }),
  };
}

/** What is no declaration is left out: the files then belong to no dataset. */
function parseDatasets(value: unknown): DeclaredDataset[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    const dataset = parseDataset(item);
    return dataset === undefined ? [] : [dataset];
  });
}

function parseDataset(value: unknown): DeclaredDataset | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const frame = value as Frame;
  const { name, columns, hashBy } = frame;
  if (typeof name !== "string" || !Array.isArray(columns)) return undefined;
  const pairs = columns.flatMap((pair: unknown): [string, string][] =>
    isStrings(pair) && pair.length === 2 && isColumnSpec(pair[1])
      ? [[pair[0] ?? "", pair[1]]]
      : []
  );
  if (pairs.length !== columns.length) return undefined;
  const text = (key: string): Record<string, string> =>
    typeof frame[key] === "string" ? { [key]: frame[key] } : {};
  return {
    name,
    columns: pairs,
    ...(hashBy === null ? { hashBy } : text("hashBy")),
    ...text("previous"),
    ...parseParents(frame),
  };
}

function parseParents(frame: Frame): Partial<DeclaredDataset> {
  const { parents, inherit, unrelated } = frame;
  const pairs = Array.isArray(inherit)
    ? inherit.filter((pair): pair is [string, string] =>
      isStrings(pair) && pair.length === 2
    )
    : undefined;
  return {
    ...(isStrings(parents) ? { parents } : {}),
    ...(pairs === undefined ? {} : { inherit: pairs }),
    ...(unrelated === true ? { unrelated } : {}),
  };
}

function parseError(value: unknown): ErrorReport | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const error = value as Frame;
  const text = (key: string): string =>
    typeof error[key] === "string" ? error[key] : "";
  return {
    message: text("message"),
    stack: text("stack"),
    status: isStrings(error["status"]) ? error["status"] : [],
    ...(typeof error["code"] === "string" ? { code: error["code"] } : {}),
    ...(typeof error["hint"] === "string" ? { hint: error["hint"] } : {}),
  };
}

function parseAsk(frame: Frame): Report | undefined {
  const ask = parseAskBody(frame["ask"]);
  const { id } = frame;
  if (ask === undefined || typeof id !== "number") return undefined;
  return {
    type: "ask",
    stage: frame["stage"] as "main",
    slice: Number(frame["slice"]),
    id,
    ask,
  };
}

function parseAskBody(value: unknown): Ask | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const ask = value as Frame;
  const text = (key: string): string | undefined =>
    typeof ask[key] === "string" ? ask[key] : undefined;
  if (ask["kind"] === "warn") {
    return { kind: "warn", text: text("text") ?? "" };
  }
  if (ask["kind"] === "link") {
    const [job, file, name] = [text("job"), text("file"), text("name")];
    if (job === undefined || file === undefined || name === undefined) {
      return undefined;
    }
    return { kind: "link", job, file, name };
  }
  const method = text("method");
  if (ask["kind"] !== "build" || method === undefined) return undefined;
  const inputs = (ask["inputs"] ?? {}) as Json;
  return { kind: "build", method, inputs, options: parseOptions(ask) };
}

function parseOptions(ask: Frame): (Ask & { kind: "build" })["options"] {
  const options = (ask["options"] ?? {}) as Frame;
  const text = (key: string): Record<string, string> =>
    typeof options[key] === "string" ? { [key]: options[key] } : {};
  return {
    ...text("caption"),
    ...text("workdir"),
    ...text("name"),
    ...(options["force"] === true ? { force: true } : {}),
  };
}

/** Turns an error into the answer of a request; its place leads the message. */
export function failureAnswer(
  error: {
    readonly code: string;
    readonly message: string;
    readonly hint?: string | undefined;
    readonly location?: SourceLocation | undefined;
  },
): Answer {
  const { code, hint, location } = error;
  const message = location === undefined
    ? error.message
    : `${formatLocation(location)}: ${error.message}`;
  return { ok: false, code, message, ...(hint === undefined ? {} : { hint }) };
}
