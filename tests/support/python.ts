/**
 * Python as an oracle, where it is at hand.
 *
 * @module
 */

/** Runs a script. @returns What it prints. */
export async function runPython(
  code: string,
  args: readonly string[],
  input = "",
): Promise<string> {
  const command = new Deno.Command("python3", {
    args: ["-c", code, ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
  await using child = command.spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { stdout, stderr } = await child.output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

/** Whether there is a Python with some packages. */
export async function hasPython(...packages: string[]): Promise<boolean> {
  const names = packages.map((name) => JSON.stringify(name)).join(", ");
  const probe = "import importlib.util as u; " +
    `print(all(map(u.find_spec, (${names},))))`;
  try {
    return await runPython(probe, []) === "True\n";
  } catch {
    return false;
  }
}
