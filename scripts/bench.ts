/**
 * Runs benchmarks: `deno task bench [NAME…] [OPTION…]`, one module of
 * `scripts/bench/` each; without a name, all of them. What is no word, such as
 * `--rounds=3` or a number, is passed on.
 *
 * @module
 */

const directory = new URL("./bench/", import.meta.url);
const helpers = ["table.ts", "project.ts", "accelerator.ts", "csv_data.ts"];

const known = [...Deno.readDirSync(directory)].map(({ name }) => name)
  .filter((name) => name.endsWith(".ts") && !helpers.includes(name))
  .map((name) => name.slice(0, -3)).sort();

const isName = (word: string): boolean => /^[a-z]/.test(word);
const names = Deno.args.filter(isName);
const options = Deno.args.filter((word) => !isName(word));
const wanted = names.length === 0 ? known : names;
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
  const { href } = new URL(`${name}.ts`, directory);
  const args = ["run", "-A", "--quiet", href, ...options];
  const { code } = await new Deno.Command(Deno.execPath(), { args }).spawn()
    .status;
  if (code !== 0) Deno.exit(code);
}
