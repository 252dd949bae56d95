/**
 * What Deno says when a permission is missing, in the words of ax: there are
 * inputs and grants, and no flags.
 *
 * @module
 */

/** How Deno says that a permission is missing. */
const DENIED = /Requires (\w+) access to (.+?), run again with the --\S+ flag/;

/** Says what was refused, wherever the text has it. */
export function explainDenials(text: string): string {
  const all = new RegExp(DENIED, "g");
  return text.replaceAll(all, (_, kind: string, what: string) => {
    const use = USES[kind] ?? `use (${kind})`;
    return `Cannot ${use} ${what}: it is not among what this code may ${use}`;
  });
}

const USES: Readonly<Record<string, string>> = {
  read: "read",
  write: "write",
  net: "reach",
  env: "see",
  import: "import",
};

/** What to do instead; nothing when nothing was refused. */
export function denialHint(text: string): string | undefined {
  const [, kind = ""] = DENIED.exec(text) ?? [];
  switch (kind) {
    case "read":
      return "Declare it as an input: file() for what lies in the input " +
        "directory, job() or jobFile() for what another job made.";
    case "write":
      return "Write files of the job: by job.save, job.write, job.open, or " +
        "under job.path.";
    case "net":
    case "env":
      return `Ask for it in defineMethod, as in permissions: { ${kind}: ` +
        `["${kind === "net" ? "api.example.com" : "NAME"}"] }, and grant it ` +
        `in ax.json.`;
    default:
      return undefined;
  }
}
