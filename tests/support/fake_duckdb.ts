/**
 * What stands for DuckDB in tests: it prints what it was told, and what lies
 * in the Parquet files that it was given.
 *
 * `FAKE_CODE` is its exit code.
 */

import { parquetReadObjects } from "hyparquet";

if (import.meta.main) await answer(Deno.args);

async function answer(args: readonly string[]): Promise<void> {
  const [, read = '""'] = /^\.read (".*")$/.exec(args.at(-3) ?? "") ?? [];
  const setup = JSON.parse(read);
  const views = Deno.readTextFileSync(setup).trim().split("\n");
  const files: Record<string, unknown> = {};
  const quoted = views.join().matchAll(/'((?:[^']|'')+\.parquet)'/g);
  for (const [, text = ""] of quoted) {
    const path = text.replaceAll("''", "'");
    files[path] = await readParquet(path);
  }
  const report = { args, setup, views, files };
  console.log(JSON.stringify(
    report,
    (_, value) => typeof value === "bigint" ? `${value}n` : value,
  ));
  Deno.exit(Number(Deno.env.get("FAKE_CODE") ?? 0));
}

async function readParquet(path: string): Promise<unknown> {
  const { buffer } = Deno.readFileSync(path);
  return await parquetReadObjects({ file: buffer });
}
