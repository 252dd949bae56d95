/**
 * Puts the modules of a closure into one, because it is each module that costs
 * a Worker time, not its length.
 *
 * Only closures of standard methods are joined. Those are known to need nothing
 * that joined modules lack: an export that changes later, a dynamic import, an
 * `await` outside of a function. Lines and columns of their code stay what they
 * are, from where each of them begins.
 *
 * @module
 */

import { parse } from "es-module-lexer/js";
import type { CodeEdit, LoadedModule, ModulePart } from "../run/protocol.ts";
import type { Closure, ClosureModule } from "./closure.ts";

/** What of a closure is to be loaded, joined if it can be. */
export function loadedModules(closure: Closure): LoadedModule[] {
  const { modules } = closure;
  const isStandard = modules.every(({ path }) => path.startsWith("ax/"));
  const joined = isStandard && modules.length > 1
    ? joinModules(modules)
    : undefined;
  if (joined !== undefined) return [joined];
  return modules.map(({ path, code, edits }) => ({ path, code, edits }));
}

/**
 * Joins modules.
 *
 * @param modules Dependencies first, the entry last.
 * @returns Nothing, if one of them does what joined modules cannot.
 */
export function joinModules(
  modules: readonly ClosureModule[],
): LoadedModule | undefined {
  const indexes = new Map(modules.map(({ path }, index) => [path, index]));
  const parts: ModulePart[] = [];
  let code = 'import * as $ax from "ax";\n';
  const start = code.indexOf('ax";');
  const edits: CodeEdit[] = [{ start, end: start + 2, target: "ax" }];
  let line = 2;
  for (const [index, module] of modules.entries()) {
    const nameOf = (target: string): string =>
      target === "ax" ? "$ax" : `$${indexes.get(target)}`;
    const body = bodyOf(module, nameOf);
    if (body === undefined) return undefined;
    parts.push({ path: module.path, line: line + 1 });
    const text = `const $${index} = (() => {\n${body}\n})();\n`;
    line += text.split("\n").length - 1;
    code += text;
  }
  code += `export default $${modules.length - 1}.default;\n`;
  return { path: modules.at(-1)?.path ?? "", code, edits, parts };
}

/** A piece of code and what stands there instead. */
interface Patch {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The code of a module as that of a function that returns its exports. */
function bodyOf(
  { code, edits }: ClosureModule,
  nameOf: (target: string) => string,
): string | undefined {
  const [imports, exports] = parse(code);
  const patches: (Patch | undefined)[] = imports.map((found) => {
    const edit = edits.find(({ start }) => start === found.start);
    if (found.type !== "static" || edit?.target === undefined) return undefined;
    const { importStart: start, importEnd: end } = found;
    const text = importOf(code.slice(start, end), nameOf(edit.target));
    return text === undefined ? undefined : { start, end, text };
  });
  const names: string[] = [];
  const starts = new Set<number>();
  for (const found of exports) {
    if (found.type !== "direct") return undefined;
    const { name, localName, exportStart } = found;
    const isPlain = code.startsWith("export default", exportStart);
    const local = isPlain ? DEFAULT : localName;
    names.push(`${JSON.stringify(name)}: ${local}`);
    if (starts.has(exportStart)) continue;
    starts.add(exportStart);
    patches.push(exportOf(code, exportStart));
  }
  let body = "";
  let from = 0;
  const inOrder = patches.toSorted((a, b) => (a?.start ?? 0) - (b?.start ?? 0));
  for (const patch of inOrder) {
    if (patch === undefined) return undefined;
    body += code.slice(from, patch.start) + patch.text;
    from = patch.end;
  }
  return `${body}${code.slice(from)}\nreturn { ${names.join(", ")} };`;
}

/** What a default export is called that has no name. */
const DEFAULT = "$dflt";

const IMPORT = /^import\s*(?:([^]*?)\s*from\s*)?(?:"[^"]*"|'[^']*')$/;

/** An import statement as a declaration of as many lines. */
function importOf(statement: string, from: string): string | undefined {
  const [whole, clause] = IMPORT.exec(statement) ?? [];
  if (whole === undefined) return undefined;
  const lines = statement.split("\n").length;
  if (clause === undefined) return "\n".repeat(lines - 1);
  const [, namespace] = /^\*\s*as\s+([\w$]+)$/.exec(clause) ?? [];
  const isList = /^\{[^{}]*\}$/.test(clause);
  const isName = /^[\w$]+$/.test(clause);
  if (!namespace && !isList && !isName) return undefined;
  const pattern = namespace ??
    (isList ? clause.replace(/\bas\b/g, ":") : `{ default: ${clause} }`);
  const text = `const ${pattern} = ${from}`;
  return text + "\n".repeat(lines - text.split("\n").length);
}

/** What stands for the word `export`, or for a list of exports. */
function exportOf(code: string, start: number): Patch | undefined {
  const rest = code.slice(start);
  const [list] = /^export\s*\{[^}]*\}/.exec(rest) ?? [];
  if (list !== undefined) {
    const text = list.replace(/[^\n]/g, " ");
    return { start, end: start + list.length, text };
  }
  if (/^export\s+(?:const|class|function|async)\b/.test(rest)) {
    return { start, end: start + 6, text: "      " };
  }
  const isValue = /^export default (?!function\b|class\b|async\b)/.test(rest);
  // As long as the words it stands for.
  const text = `const ${DEFAULT}  =`;
  return isValue ? { start, end: start + text.length, text } : undefined;
}
