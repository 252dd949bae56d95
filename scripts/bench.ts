/**
 * Runs benchmarks: `deno task bench [NAME…]`, one module of `scripts/bench/`
 * each; without a name, all of them.
 *
 * @module
 */

const directory = new URL("./bench/", import.meta.url);
const helpers = ["table.ts", "project.ts", "accelerator.ts", "csv_data.ts"];

const known = [...Deno.readDirSync(directory)].map(({ name }) => name)
  .filter((name) => name.endsWith(".ts") && !helpers.includes(name))
  .map((name) => name.slice(0, -3)).sort();

const wanted = Deno.args.length === 0 ? known : Deno.args;
for (const name of wanted) {
  if (!known.includes(name)) {
    console.error(
      `Cannot find benchmark "${name}": there is ${known.join(", ")}`,
    );
    Deno.exit(2);
  }
}
for (const name of wanted) {
  console.log(`# ${name}`);
  const args = ["run", "-A", "--quiet", new URL(`${name}.ts`, directory).href];
  const { code } = await new Deno.Command(Deno.execPath(), { args }).spawn()
    .status;
  if (code !== 0) Deno.exit(code);
}
