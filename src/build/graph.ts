/**
 * Follows jobs to what they were made from, and to what was made from them.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { GraphEdge, GraphNode, JobGraph } from "../core/graph.ts";
import type { Manifest } from "../core/manifest.ts";
import { refsIn } from "../core/wire.ts";
import { readResults } from "../store/results.ts";
import type { Inspector } from "./inspect.ts";

/** Where a graph begins. */
export interface GraphRoot {
  readonly job: string;
  /** The result that was asked about, from the results directory. */
  readonly result?: string;
}

/** Which ways to follow. */
export interface GraphOptions {
  /** To what it was made from. */
  readonly up: boolean;
  /** To what was made from it. */
  readonly down: boolean;
}

/** Collects what is up or down from a job. */
export function collectGraph(
  inspector: Inspector,
  root: GraphRoot,
  options: GraphOptions,
): JobGraph {
  const collector = new Collector(inspector);
  if (root.result !== undefined) collector.addResult(root.result, root.job);
  if (options.up) collector.goUp(root.job);
  if (options.down) collector.goDown(root.job);
  const { nodes, edges } = collector;
  const id = root.result === undefined ? root.job : resultId(root.result);
  return { root: id, nodes: [...nodes.values()], edges: [...edges.values()] };
}

function resultId(name: string): string {
  return `result:${name}`;
}

class Collector {
  readonly nodes = new Map<string, GraphNode>();
  readonly edges = new Map<string, GraphEdge>();
  readonly #inspector: Inspector;
  readonly #up = new Set<string>();
  readonly #down = new Set<string>();
  readonly #results: ReadonlyMap<string, readonly string[]>;

  constructor(inspector: Inspector) {
    this.#inspector = inspector;
    const links = readResults(inspector.project.config.results);
    const results = new Map<string, string[]>();
    for (const { name, job } of links) {
      if (job === undefined) continue;
      results.set(job, [...results.get(job) ?? [], name]);
    }
    this.#results = results;
  }

  addResult(name: string, job: string): void {
    const id = resultId(name);
    this.nodes.set(id, { id, kind: "result", title: name, detail: "" });
    this.#connect({ from: job, to: id, kind: "result", label: "" });
  }

  /** Without recursion, for chains may be long. */
  goUp(start: string): void {
    const queue = [start];
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      if (this.#up.has(id)) continue;
      this.#up.add(id);
      const manifest = this.#addJob(id);
      if (manifest !== undefined) queue.push(...this.#addUses(manifest));
    }
  }

  goDown(start: string): void {
    const queue = [start];
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      if (this.#down.has(id)) continue;
      this.#down.add(id);
      this.#addJob(id);
      for (const name of this.#results.get(id) ?? []) this.addResult(name, id);
      for (const { job, kind, name } of this.#inspector.usersOf(id)) {
        const row = this.#inspector.findRow(job);
        // Scripts ask for everything; they are made from nothing.
        if (row === undefined || row.kind === "build") continue;
        const label = kind === "input" ? name : "";
        this.#connect({ from: id, to: job, kind, label });
        queue.push(job);
      }
    }
  }

  /** Adds what a job used; gives the ids of the jobs among it. */
  #addUses({ id, inputs, requests }: Manifest): string[] {
    const jobs: string[] = [];
    for (const [label, value] of Object.entries(inputs)) {
      for (const ref of refsIn(value)) {
        if (ref["~"] === "file") {
          const file = `file:${ref.path}`;
          this.nodes.set(file, {
            id: file,
            kind: "file",
            title: ref.path,
            detail: "",
          });
          this.#connect({ from: file, to: id, kind: "input", label });
        } else {
          const from = ref["~"] === "job" ? ref.id : ref.job;
          this.#connect({ from, to: id, kind: "input", label });
          jobs.push(from);
        }
      }
    }
    for (const { job } of requests) {
      this.#connect({ from: job, to: id, kind: "request", label: "" });
      jobs.push(job);
    }
    return jobs;
  }

  #connect(edge: GraphEdge): void {
    const { from, to, kind, label } = edge;
    this.edges.set(JSON.stringify([from, to, kind, label]), edge);
  }

  #addJob(id: string): Manifest | undefined {
    const manifest = this.#read(id);
    if (manifest === undefined) {
      this.nodes.set(id, {
        id,
        kind: "job",
        title: id,
        detail: "",
        state: "gone",
      });
      return undefined;
    }
    const { kind, method, caption, state } = manifest;
    this.nodes.set(id, {
      id,
      kind,
      title: method,
      detail: caption === undefined ? id : `${id} ${caption}`,
      ...(state === "failed" ? { state } : {}),
    });
    return manifest;
  }

  /** A job that cannot be trusted is as good as gone. */
  #read(id: string): Manifest | undefined {
    try {
      return this.#inspector.findJob(id)?.manifest;
    } catch (thrown) {
      if (thrown instanceof AxError) return undefined;
      throw thrown;
    }
  }
}
