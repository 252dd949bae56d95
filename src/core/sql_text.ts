/**
 * What a query names, and what DuckDB says it needs for it.
 *
 * @module
 */

/** A piece of SQL: a word, a sign, or something in quotes. */
interface Token {
  readonly kind: "word" | "sign" | "string" | "name";
  /** Words in capitals; what is quoted without its quotes. */
  readonly text: string;
  readonly start: number;
}

const TOKEN = new RegExp(
  [
    "--[^\\n]*",
    "/\\*.*?(?:\\*/|$)",
    "(?<tag>\\$\\w*\\$).*?(?:\\k<tag>|$)",
    "'(?<string>(?:[^']|'')*)'",
    '"(?<name>(?:[^"]|"")*)"',
    "(?<word>[\\p{L}_][\\p{L}\\d_$]*)",
    "(?<sign>[^\\s\\d.])",
  ].join("|"),
  "gsu",
);

function* tokensOf(sql: string): Generator<Token> {
  for (const { groups = {}, index: start } of sql.matchAll(TOKEN)) {
    const { string, name, word, sign } = groups;
    if (string !== undefined) {
      yield { kind: "string", text: string.replaceAll("''", "'"), start };
    } else if (name !== undefined) {
      yield { kind: "name", text: name.replaceAll('""', '"'), start };
    } else if (word !== undefined) {
      yield { kind: "word", text: word.toUpperCase(), start };
    } else if (sign !== undefined) yield { kind: "sign", text: sign, start };
  }
}

/** Words behind which tables are named, up to one that ends that. */
const BEGINS = new Set(["FROM", "JOIN", "SUMMARIZE", "DESCRIBE", "TABLE"]);
const ENDS = new Set([
  "WHERE",
  "GROUP",
  "ORDER",
  "HAVING",
  "LIMIT",
  "SELECT",
  "ON",
  "USING",
  "UNION",
  "EXCEPT",
  "INTERSECT",
  "WINDOW",
  "QUALIFY",
  "SET",
]);

/**
 * The tables that a query names in single or double quotes, behind `FROM`,
 * `JOIN` and commas between tables; each once.
 */
export function quotedTables(sql: string): string[] {
  const found = new Set<string>();
  /** For each open bracket, whether a table may be named, or was just now. */
  const levels: ("no" | "next" | "named")[] = ["no"];
  for (const { kind, text } of tokensOf(sql)) {
    const top = levels.length - 1;
    const level = levels[top];
    if (kind === "sign") {
      if (text === "(") levels.push("no");
      else if (text === ")" && top > 0) {
        levels.pop();
        if (levels.at(-1) === "next") levels[top - 1] = "named";
      } else if (text === "," && level === "named") levels[top] = "next";
    } else if (kind === "word") {
      if (BEGINS.has(text)) levels[top] = "next";
      else if (ENDS.has(text)) levels[top] = "no";
      else if (level === "next") levels[top] = "named";
    } else if (level === "next") {
      found.add(text);
      levels[top] = "named";
    }
  }
  return [...found];
}

/** Whether there is another statement behind the first one. */
export function hasSeveralStatements(sql: string): boolean {
  let isOver = false;
  for (const { kind, text } of tokensOf(sql)) {
    if (isOver) return true;
    isOver = kind === "sign" && text === ";";
  }
  return false;
}

/** Whether a statement only reads, as far as its first word tells. */
export function isQuery(sql: string): boolean {
  for (const { text } of tokensOf(sql)) {
    if (text === "(") continue;
    return ["SELECT", "WITH", "FROM", "VALUES", "PIVOT", "UNPIVOT"]
      .includes(text);
  }
  return false;
}

/** A name as SQL has it, in double quotes. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * What columns are called in DuckDB, which takes no empty name, and to which
 * `Name` and `name` are the same: the second one gets a number.
 */
export function sqlNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = name.replaceAll("\0", "");
    const base = plain === "" ? "unnamed" : plain;
    let unique = base;
    for (let number = 1; taken.has(unique.toLowerCase()); number++) {
      unique = `${base}_${number}`;
    }
    taken.add(unique.toLowerCase());
    return unique;
  });
}

/** Whether there is nothing in a query, or comments alone. */
export function isEmptyQuery(sql: string): boolean {
  return [...tokensOf(sql)].every(({ text }) => text === ";");
}

/** A text as SQL has it, in single quotes. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * Which columns of which tables a plan reads, from the text that DuckDB prints
 * for `EXPLAIN (FORMAT json)`.
 *
 * @returns `undefined` if it is no such text, or does not tell.
 */
export function plannedColumns(
  printed: string,
): Map<string, Set<string>> | undefined {
  const start = printed.search(/^\[/m);
  if (start === -1) return undefined;
  let plan: unknown;
  try {
    plan = JSON.parse(printed.slice(start));
  } catch {
    return undefined;
  }
  const tables = new Map<string, Set<string>>();
  return visit(plan, tables) ? tables : undefined;
}

/** Says `false` for what is no plan, or does not tell what is read. */
function visit(node: unknown, tables: Map<string, Set<string>>): boolean {
  if (Array.isArray(node)) return node.every((each) => visit(each, tables));
  if (node === null || typeof node !== "object") return false;
  const { children = [], extra_info: info = {} } = node as {
    readonly children?: unknown;
    readonly extra_info?: Readonly<Record<string, unknown>>;
  };
  const table = info["Table"];
  if (typeof table === "string") {
    const name = tableName(table);
    const columns = tables.get(name) ?? new Set();
    tables.set(name, columns);
    const given = info["Projections"];
    if (given === undefined) return false;
    const projections: unknown[] = Array.isArray(given) ? given : [given];
    for (const each of projections) {
      if (typeof each === "string" && each !== "") columns.add(each);
    }
  }
  return visit(children, tables);
}

/** `memory.main."dev-3"` is the table `dev-3`. */
function tableName(text: string): string {
  const name = text.replace(/^memory\.main\./, "");
  return /^".*"$/s.test(name) ? name.slice(1, -1).replaceAll('""', '"') : name;
}
