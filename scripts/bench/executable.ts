/**
 * What ax costs as one file, beside `deno run` from its source: size, first
 * and later starts, a thousand jobs, and a Worker's start.
 *
 * `deno task bench executable`
 *
 * @module
 */

import { dirname, join } from "node:path";
import { axFlags, ownUrl, selfCommand } from "../../src/run/self.ts";
import { packPortable } from "../portable.ts";
import { bundleProgram } from "../portable/bundle.ts";
import { formatTable, median } from "./table.ts";

const JOBS = 1000;
const RUNS = 5;

const METHOD = `import { defineMethod, integer } from "ax";

export default defineMethod({
  inputs: { n: integer() },
  synthesis() {
    return 1;
  },
});
`;

const SCRIPT = `export async function main(urd) {
  await Promise.all(Array.from({ length: ${JOBS} }, (_, n) =>
    urd.build("triv", { n })));
}
`;

/** One way to have ax. */
interface Way {
  readonly name: string;
  readonly file: string;
  /** What stands before the words for ax. */
  readonly before: readonly string[];
  /** Whether there is something to unpack. */
  readonly unpacks: boolean;
}

/** Seconds that one call takes. */
async function seconds(
  way: Way,
  words: readonly string[],
  options: Deno.CommandOptions,
): Promise<number> {
  const from = performance.now();
  const { success, stderr } = await new Deno.Command(way.file, {
    args: [...way.before, ...words],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    ...options,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return (performance.now() - from) / 1000;
}

async function repeat(
  times: number,
  run: () => Promise<number>,
): Promise<number> {
  const values: number[] = [];
  for (let time = 0; time < times; time++) values.push(await run());
  return median(values);
}

/** The rows of one way, in the order of {@linkcode labels}. */
async function measure(way: Way, dir: string): Promise<string[]> {
  const cache = join(dir, `cache-${way.name}`);
  const env = { AX_CACHE: cache };
  const first = way.unpacks
    ? await repeat(RUNS, async () => {
      const AX_CACHE = Deno.makeTempDirSync({ dir });
      const time = await seconds(way, ["--version"], { env: { AX_CACHE } });
      Deno.removeSync(AX_CACHE, { recursive: true });
      return time;
    })
    : undefined;
  await seconds(way, ["--version"], { env });
  const warm = await repeat(21, () => seconds(way, ["--version"], { env }));
  const help = await repeat(11, () => seconds(way, ["--help"], { env }));
  const cold: number[] = [];
  const found: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const cwd = Deno.makeTempDirSync({ dir });
    Deno.mkdirSync(`${cwd}/methods`);
    Deno.writeTextFileSync(`${cwd}/methods/triv.ts`, METHOD);
    Deno.writeTextFileSync(`${cwd}/methods/build.ts`, SCRIPT);
    const build = (): Promise<number> =>
      seconds(way, ["build", "--quiet", "--jobs", "2"], { env, cwd });
    cold.push(await build());
    found.push(await build());
  }
  const ms = (value: number): string => `${(value * 1000).toFixed(0)} ms`;
  return [
    first === undefined ? "–" : ms(first),
    ms(warm),
    ms(help),
    `${median(cold).toFixed(1)} s`,
    ms(median(found)),
  ];
}

const labels = [
  "first ax --version, with unpacking",
  "later ax --version",
  "ax --help",
  `a build of ${JOBS} jobs`,
  `a build that finds ${JOBS} jobs`,
];

/** What one Worker costs: `wall / CPU` in ms. */
async function workerCost(url: URL): Promise<string> {
  const script = new URL("./worker/start.ts", import.meta.url).pathname;
  const costs: { wallMs: number; cpuMs: number }[] = [];
  for (let run = 0; run < RUNS; run++) {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", ...axFlags, "--quiet", script, url.href, "100"],
      stderr: "inherit",
    }).output();
    costs.push(JSON.parse(new TextDecoder().decode(stdout)));
  }
  const wall = median(costs.map(({ wallMs }) => wallMs)).toFixed(1);
  const cpu = median(costs.map(({ cpuMs }) => cpuMs)).toFixed(1);
  return `${wall} / ${cpu} ms`;
}

async function bundledBootstrap(dir: string): Promise<URL> {
  const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);
  for (const { path, bytes } of await bundleProgram(root)) {
    Deno.mkdirSync(dirname(join(dir, path)), { recursive: true });
    Deno.writeFileSync(join(dir, path), bytes);
  }
  return new URL(`file://${join(dir, "src/run/worker/bootstrap.js")}`);
}

/** The compiled program, where Deno's runtime for it can be had. */
async function compiled(dir: string): Promise<Way[]> {
  const file = join(dir, "ax-compiled");
  const script = new URL("../compile.ts", import.meta.url).pathname;
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, `--output=${file}`],
    stdout: "null",
  }).output();
  if (!success) return [];
  return [{ name: "compiled", file, before: [], unpacks: false }];
}

function megabytes(path: string): string {
  return `${(Deno.statSync(path).size / 1e6).toFixed(1)} MB`;
}

async function main(): Promise<void> {
  const dir = Deno.makeTempDirSync({ prefix: "ax-bench-" });
  try {
    const packed = await packPortable(join(dir, "ax"));
    const self = selfCommand([]);
    const source = { file: self.file, before: self.args, unpacks: false };
    const ways: Way[] = [
      { name: "deno run", ...source },
      { name: "portable", file: packed.path, before: [], unpacks: true },
      ...await compiled(dir),
    ];
    const sizes = ways.map(({ file }, at) => at === 0 ? "–" : megabytes(file));
    const unpacked = `${(packed.unpackedBytes / 1e6).toFixed(1)} MB`;
    const columns: string[][] = [];
    for (const way of ways) columns.push(await measure(way, dir));
    const bundled = await workerCost(await bundledBootstrap(join(dir, "app")));
    const plain = await workerCost(ownUrl("src/run/worker/bootstrap.ts"));
    const fill = ways.map(() => "–").slice(2);
    console.log(formatTable(["", ...ways.map(({ name }) => name)], [
      ["file", ...sizes],
      ["unpacked", "–", unpacked, ...fill],
      ...labels.map((label, row) => [
        label,
        ...columns.map((column) => column[row] ?? ""),
      ]),
      ["a Worker, wall / CPU", plain, bundled, ...fill],
    ]));
  } finally {
    new Deno.Command("chmod", { args: ["-R", "u+w", dir] }).outputSync();
    Deno.removeSync(dir, { recursive: true });
  }
}

if (import.meta.main) await main();
