/**
 * `ax graph`.
 *
 * @module
 */

import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { collectGraph, type GraphRoot } from "../../build/graph.ts";
import { layOut } from "../../build/graph_layout.ts";
import { Inspector } from "../../build/inspect.ts";
import { findProject } from "../../build/project.ts";
import { getJobBySpec } from "../../build/spec.ts";
import { AxError } from "../../core/errors.ts";
import { type JobGraph, treeLines } from "../../core/graph.ts";
import { formatSvg } from "../../core/graph_svg.ts";
import { formatDot, formatMermaid } from "../../core/graph_text.ts";
import { configOf, type Context, type GlobalOptions } from "../context.ts";
import type { Style } from "../style.ts";
import { oneLine } from "../text.ts";

interface GraphOptions extends GlobalOptions {
  readonly up?: boolean;
  readonly down?: boolean;
  readonly dot?: boolean;
  readonly mermaid?: boolean;
  readonly svg?: boolean;
  readonly json?: boolean;
}

const examples = `
Examples:
  ax graph results/report.txt              what it was made from, as a tree
  ax graph dev-1 --down                    what was made from dev-1
  ax graph build --svg > build.svg         all that the last build asked for
`;

/** Declares `ax graph`. */
export function declareGraph(command: Command, context: Context): void {
  command
    .description(
      "Shows what a job or result was made from, up to the input files; or " +
        "what was made from it.",
    )
    .argument(
      "<job|result>",
      "a job id, a method's name, dev-LATEST, or a path, as of a result",
    )
    .option("--up", "what it was made from (the default)")
    .option("--down", "what was made from it; with --up, both")
    .option("--dot", "print it for Graphviz")
    .option("--mermaid", "print it for Mermaid")
    .option("--svg", "print an image")
    .option("--json", "print JSON: nodes and edges")
    .addHelpText("after", examples)
    .action((spec: string) =>
      graph(spec, command.optsWithGlobals<GraphOptions>(), context)
    );
}

async function graph(
  spec: string,
  options: GraphOptions,
  { cwd, out, err }: Context,
): Promise<void> {
  const format = formatOf(options);
  using inspector = new Inspector(findProject(cwd, configOf(options)));
  const job = getJobBySpec(inspector, spec, cwd);
  if (job.remark !== undefined) err.line(`ax: ${job.remark}`);
  const down = options.down ?? false;
  const up = options.up ?? !down;
  const { id } = job.manifest;
  // Nothing is made from a result: what is asked for is down from its job.
  const root = down ? { job: id } : rootOf(inspector, spec, { cwd, job: id });
  const found = collectGraph(inspector, root, { up, down });
  switch (format) {
    case "dot":
      return out.write(formatDot(found));
    case "mermaid":
      return out.write(formatMermaid(found));
    case "svg":
      return out.write(formatSvg(await layOut(found)));
    case "json":
      return out.json(found);
    case "tree":
      if (up) out.lines(formatTree(found, "up", out.style));
      if (up && down) out.line();
      if (down) out.lines(formatTree(found, "down", out.style));
  }
}

const formats = ["dot", "mermaid", "svg", "json"] as const;

function formatOf(options: GraphOptions): typeof formats[number] | "tree" {
  const [format, other] = formats.filter((name) => options[name]);
  if (other === undefined) return format ?? "tree";
  throw new AxError("usage", `Cannot use --${format} and --${other} together`);
}

/** A link of the results directory is a node of its own. */
function rootOf(
  inspector: Inspector,
  spec: string,
  { cwd, job }: { readonly cwd: string; readonly job: string },
): GraphRoot {
  const { results } = inspector.project.config;
  const places = [resolve(cwd, spec), resolve(results, spec)];
  const link = places.find((place) =>
    place.startsWith(`${results}/`) && isLink(place)
  );
  return link === undefined
    ? { job }
    : { job, result: relative(results, link) };
}

function isLink(path: string): boolean {
  try {
    return Deno.lstatSync(path).isSymlink;
  } catch {
    return false;
  }
}

/** One line a node, branches in front. */
function formatTree(
  graph: JobGraph,
  direction: "up" | "down",
  style: Style,
): string[] {
  return treeLines(graph, direction).map((line) => {
    const { title, detail, state, kind } = line.node;
    const how = line.label === "" ? "" : `${oneLine(line.label)}: `;
    const what = kind === "file" || kind === "result"
      ? style.cyan(oneLine(title))
      : `${style.bold(oneLine(detail || title))} ${
        detail === "" ? "" : oneLine(title)
      }`.trimEnd();
    const rest = [
      ...(state === undefined ? [] : [style.red(state)]),
      ...(line.repeated ? [style.dim("(see above)")] : []),
    ];
    return [`${style.dim(line.branch)}${style.dim(how)}${what}`, ...rest]
      .join(" ");
  });
}
