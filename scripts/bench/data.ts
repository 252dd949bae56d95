/**
 * Measures the works on a table of 5,000,000 rows in ax, in DuckDB and in the
 * Accelerator: `deno task bench data [--rows=N] [--rounds=N]
 * [--only=ax,DuckDB,…] [--works=import,sort,…]`; `AX_BIN` names the ax that is
 * measured, such as the one file that people use.
 *
 * All programs do one work after the other, so that a machine that changes its
 * speed is the same for each; times are the medians of the rounds and those of
 * the jobs themselves. Where Python cannot get a program, its column is empty.
 *
 * @module
 */

import { FULL_ROWS, writeCsv } from "./csv_data.ts";
import { startAccelerator } from "./data/accelerator.ts";
import { startAx } from "./data/ax.ts";
import { startDuckDb } from "./data/duckdb.ts";
import { type Cost, type Peer, type Work, WORKS } from "./data/peer.ts";
import { formatTable, median } from "./table.ts";

/** Costs by work and peer. */
type Costs = Map<string, Cost[]>;

if (import.meta.main) await main();

async function main(): Promise<void> {
  const rows = Number(option("rows") ?? FULL_ROWS);
  const rounds = Number(option("rounds") ?? 3);
  const works = (option("works")?.split(",") ?? Object.keys(WORKS)) as Work[];
  const csv = Deno.makeTempFileSync({ prefix: "ax-bench-", suffix: ".csv" });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.removeSync(csv));
  const sizeBytes = writeCsv(csv, rows);
  const peers = (await startPeers(csv)).map((peer) => stack.use(peer));
  console.log(
    `${rows} rows, ${megabytes(sizeBytes)} MB of CSV; ` +
      `medians of ${rounds} rounds\n`,
  );
  const costs: Costs = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const work of works) {
      for (const peer of peers) {
        const cost = await peer.run(work);
        if (cost !== undefined) noted(costs, work, peer).push(cost);
      }
    }
  }
  report(costs, works, peers);
}

async function startPeers(csv: string): Promise<Peer[]> {
  const only = option("only")?.split(",");
  const starts: [string, () => Promise<Peer | undefined>][] = [
    ["ax", () => Promise.resolve(startAx(csv))],
    ["ax-none", () => Promise.resolve(startAx(csv, "none"))],
    ["ax-zstd", () => Promise.resolve(startAx(csv, "zstd"))],
    ["DuckDB", () => Promise.resolve(startDuckDb(csv))],
    ["Accelerator", () => startAccelerator(csv)],
    ["Accelerator-1", () => startAccelerator(csv, 1)],
  ];
  const peers: Peer[] = [];
  for (const [name, start] of starts) {
    if (only !== undefined && !only.includes(name)) continue;
    const peer = await start();
    if (peer === undefined) console.error(`${name} cannot be had here`);
    else peers.push(peer);
  }
  return peers;
}

function noted(costs: Costs, work: Work, peer: Peer): Cost[] {
  const key = `${work} ${peer.name}`;
  const list = costs.get(key) ?? [];
  costs.set(key, list);
  return list;
}

function report(
  costs: Costs,
  works: readonly Work[],
  peers: readonly Peer[],
): void {
  const table = (title: string, show: (all: readonly Cost[]) => string) => {
    const lines = works.map((work) => [
      WORKS[work],
      ...peers.map((peer) => {
        const all = noted(costs, work, peer);
        return all.length === 0 ? "" : show(all);
      }),
    ]);
    const names = peers.map(({ name }) => name);
    console.log(`${formatTable([title, ...names], lines)}\n`);
  };
  table("seconds", (all) => secondsOf(all).toFixed(3));
  table("seconds of the slowest slice", (all) => {
    const known = all.flatMap(({ sliceSeconds: s }) =>
      s === undefined ? [] : s
    );
    return known.length === 0 ? "" : median(known).toFixed(3);
  });
  reportRatios(costs, works, peers);
  table(
    "peak MB",
    (all) => megabytes(Math.max(...all.map(({ peakBytes }) => peakBytes))),
  );
  table(
    "MB on disk",
    (all) => megabytes(median(all.map(({ diskBytes }) => diskBytes))),
  );
}

/** How long the first takes, in times of each of the others. */
function reportRatios(
  costs: Costs,
  works: readonly Work[],
  [first, ...others]: readonly Peer[],
): void {
  if (first === undefined || others.length === 0) return;
  const lines = works.map((work) => [
    WORKS[work],
    ...others.map((other) => {
      const theirs = noted(costs, work, other);
      if (theirs.length === 0) return "";
      const mine = noted(costs, work, first);
      return (secondsOf(mine) / secondsOf(theirs)).toFixed(2);
    }),
  ]);
  const names = others.map(({ name }) => name);
  console.log(`${formatTable([`${first.name}, times`, ...names], lines)}\n`);
}

function secondsOf(all: readonly Cost[]): number {
  return median(all.map(({ seconds }) => seconds));
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e6 ? 1 : 0);
}

function option(name: string): string | undefined {
  return Deno.args.find((arg) => arg.startsWith(`--${name}=`))
    ?.slice(name.length + 3);
}
