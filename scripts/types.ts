/**
 * `deno task types`: writes `src/build/assets/ax.d.ts`, the declaration of
 * `"ax"` in one file, which `ax init` puts into a user's project.
 *
 * It is made from the declarations of `src/mod.ts` and of all that it
 * re-exports; what no export needs is left out. `--check` writes nothing and
 * fails when the file is stale.
 */

import { dirname, join } from "node:path";
import ts from "typescript";

/** Where the declaration lies, from the root of the repository. */
export const declarationFile = "src/build/assets/ax.d.ts";

const entry = "src/mod.ts";

const header = `/**
 * What methods and build scripts import as "ax".
 *
 * Written by ax; changes to it are lost.
 *
 * @module
 */

export {};

`;

if (import.meta.main) await main(Deno.args);

async function main(args: readonly string[]): Promise<void> {
  const root = decodeURIComponent(new URL("../", import.meta.url).pathname);
  const text = await declaration(root);
  const target = join(root, declarationFile);
  if (!args.includes("--check")) return Deno.writeTextFileSync(target, text);
  if (Deno.readTextFileSync(target) === text) return;
  console.error(`${declarationFile} is stale: run deno task types`);
  Deno.exitCode = 1;
}

/**
 * Makes the declaration of `"ax"`, formatted, the same each time.
 *
 * @param root The root of the repository, with a slash at its end.
 * @throws {Error} If a file says something that one flat file cannot.
 */
export async function declaration(root: string): Promise<string> {
  const files = [...closure(root, entry)].filter((file) => file !== entry);
  const exported = exportedNames(parse(root, entry));
  const statements = files.flatMap((file) => declarationsOf(root, file));
  const needed = reach(statements, exported);
  for (const name of exported) {
    if (!statements.some((statement) => statement.names.includes(name))) {
      throw new Error(`Cannot find what ${entry} exports as ${name}`);
    }
  }
  const texts = needed.map(({ names, text }) =>
    names.some((name) => exported.has(name))
      ? text
      : text.replace(/^export /m, "")
  );
  return await format(header + texts.join("\n\n") + "\n");
}

/** The file and all files that it imports, each after those it needs. */
function closure(
  root: string,
  file: string,
  seen = new Set<string>(),
  open = new Set<string>(),
): Set<string> {
  if (seen.has(file) || open.has(file)) return seen;
  open.add(file);
  for (const specifier of specifiersOf(parse(root, file))) {
    if (!specifier.startsWith(".")) {
      throw new Error(`${file} imports ${specifier}: "ax" is all its own`);
    }
    closure(root, join(dirname(file), specifier), seen, open);
  }
  return seen.add(file);
}

function parse(root: string, file: string): ts.SourceFile {
  const text = Deno.readTextFileSync(join(root, file));
  return ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
}

/** What a file imports and re-exports, in its order. */
function specifiersOf(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    const imports = ts.isImportDeclaration(statement) ||
      ts.isExportDeclaration(statement);
    const specifier = imports ? statement.moduleSpecifier : undefined;
    return specifier && ts.isStringLiteral(specifier) ? [specifier.text] : [];
  });
}

/** The names that the entry re-exports; one flat file cannot rename them. */
function exportedNames(source: ts.SourceFile): Set<string> {
  const names = source.statements.flatMap((statement) => {
    const clause = ts.isExportDeclaration(statement)
      ? statement.exportClause
      : undefined;
    if (!clause || !ts.isNamedExports(clause)) {
      throw new Error(`${entry} does more than export by name`);
    }
    return clause.elements.map((element) => {
      if (element.propertyName === undefined) return element.name.text;
      throw new Error(`${entry} renames ${element.name.text}`);
    });
  });
  return new Set(names);
}

/** One statement of a declaration. */
interface Declaration {
  /** The names it declares. */
  readonly names: readonly string[];
  /** Its text, after its comments. */
  readonly text: string;
  /** All identifiers in it. */
  readonly uses: ReadonlySet<string>;
}

/** What a file declares, without its imports. */
function declarationsOf(root: string, file: string): Declaration[] {
  const text = Deno.readTextFileSync(join(root, file));
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(text, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      strict: true,
      isolatedDeclarations: true,
    },
  });
  for (const { messageText } of diagnostics) {
    const message = ts.flattenDiagnosticMessageText(messageText, "\n");
    throw new Error(`${file}: ${message}`);
  }
  const target = ts.ScriptTarget.ESNext;
  const source = ts.createSourceFile("ax.d.ts", outputText, target, true);
  return source.statements
    .filter((node) => !isImport(node, file))
    .map((node) => ({
      names: namesOf(node),
      text: textOf(node, source),
      uses: identifiersIn(node),
    }));
}

/** Whether a statement only ties files together, which one file needs not. */
function isImport(node: ts.Statement, file: string): boolean {
  if (ts.isExportDeclaration(node)) return true;
  if (!ts.isImportDeclaration(node)) return false;
  const bindings = node.importClause?.namedBindings;
  const renamed = bindings !== undefined &&
    (ts.isNamespaceImport(bindings) ||
      bindings.elements.some((element) => element.propertyName !== undefined));
  if (renamed) throw new Error(`${file} renames what it imports`);
  return true;
}

function namesOf(node: ts.Statement): string[] {
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.map(({ name }) => name.getText());
  }
  const named = ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) || ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node);
  if (named && node.name !== undefined) return [node.name.text];
  throw new Error(`Cannot put into one file: ${node.getText()}`);
}

/** The statement with the comment that belongs to it, but no file's header. */
function textOf(node: ts.Statement, source: ts.SourceFile): string {
  const comments = ts.getLeadingCommentRanges(source.text, node.pos) ?? [];
  const own = comments.map(({ pos, end }) => source.text.slice(pos, end))
    .filter((comment) => !comment.includes("@module"))
    .map((comment) => comment + "\n");
  return own.join("") + node.getText(source);
}

function identifiersIn(node: ts.Node): Set<string> {
  const names = new Set<string>();
  const visit = (child: ts.Node): void => {
    if (ts.isIdentifier(child)) names.add(child.text);
    if (ts.isImportTypeNode(child)) {
      throw new Error(`Cannot put into one file: ${child.getText()}`);
    }
    ts.forEachChild(child, visit);
  };
  visit(node);
  return names;
}

/** The statements that these names need, in their order. */
function reach(
  statements: readonly Declaration[],
  names: ReadonlySet<string>,
): Declaration[] {
  refuseTwins(statements);
  const reached = new Set<Declaration>();
  const visit = (name: string): void => {
    for (const statement of statements) {
      if (!statement.names.includes(name) || reached.has(statement)) continue;
      reached.add(statement);
      statement.uses.forEach(visit);
    }
  };
  names.forEach(visit);
  return statements.filter((statement) => reached.has(statement));
}

/** One name in two files would become one thing; overloads are neighbours. */
function refuseTwins(statements: readonly Declaration[]): void {
  const last = new Map<string, number>();
  statements.forEach(({ names }, at) => {
    for (const name of names) {
      const before = last.get(name) ?? at;
      if (before < at - 1) throw new Error(`Two files declare ${name}`);
      last.set(name, at);
    }
  });
}

/** Formats as `deno fmt` does. */
async function format(text: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext=ts", "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { stdout, success } = await child.output();
  if (!success) throw new Error("Cannot format the declaration");
  return new TextDecoder().decode(stdout);
}
