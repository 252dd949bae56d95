/**
 * DuckDB on the works, with two threads and its table in a file.
 *
 * @module
 */

import { withPeak } from "./memory.ts";
import { type Cost, type Peer, sizeOf, type Work } from "./peer.ts";
import { makeEnvironment } from "./python.ts";

/** SQL by work; FILE is the table as CSV, OUT a file to write. */
const STATEMENTS: Readonly<Partial<Record<Work, string>>> = {
  import: "create or replace table rows as select * from read_csv('FILE')",
  sum: "select sum(amount) from rows",
  category: "select category, sum(amount) from rows group by category",
  user: 'select "user", count(*) from rows group by "user"',
  append: "create table made as select amount * quantity as total from rows",
  sortAll: "create table made as select * from rows order by timestamp",
  export: "copy rows to 'OUT' (format csv, header)",
};

const PROGRAM = `
import json, os, sys, time
import duckdb
database, statement = sys.argv[1:]
connection = duckdb.connect(database)
connection.execute("set threads = 2; set enable_progress_bar = false")
connection.execute("drop table if exists made; checkpoint")
before = os.path.getsize(database)
start = time.perf_counter()
connection.execute(statement).fetchall()
connection.execute("checkpoint")
seconds = time.perf_counter() - start
print(json.dumps([seconds, os.path.getsize(database) - before, duckdb.__version__]))
`;

/** Installs it. @returns Nothing where it cannot be had. */
export function startDuckDb(csv: string): Peer | undefined {
  const environment = makeEnvironment(["duckdb"]);
  if (environment === undefined) return undefined;
  const { dir, bin } = environment;
  const out = `${dir}/out.csv`;
  return {
    name: "DuckDB",
    async run(work): Promise<Cost | undefined> {
      const statement = STATEMENTS[work]?.replace("FILE", csv)
        .replace("OUT", out);
      if (statement === undefined) return undefined;
      const database = `${dir}/rows.duckdb`;
      if (work === "import") await forget(database);
      const child = new Deno.Command(`${bin}/python`, {
        args: ["-c", PROGRAM, database, statement],
        stdout: "piped",
      }).spawn();
      const { result, peakBytes } = await withPeak(
        child.pid,
        () => child.output(),
      );
      if (!result.success) throw new Error(`DuckDB failed: ${statement}`);
      const [seconds, growth] = JSON.parse(
        new TextDecoder().decode(result.stdout),
      );
      const diskBytes = work === "export" ? sizeOf(out) : growth;
      return { seconds, peakBytes, diskBytes };
    },
    [Symbol.asyncDispose](): Promise<void> {
      environment[Symbol.dispose]();
      return Promise.resolve();
    },
  };
}

async function forget(file: string): Promise<void> {
  await Deno.remove(file).catch((thrown) => {
    if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
  });
}
