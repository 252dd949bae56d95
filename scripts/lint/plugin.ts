/**
 * What `deno lint` checks for this project beyond its own rules. Each rule
 * says in its message what to write instead.
 *
 * @module
 */

import { dirname, relative, resolve } from "node:path";
import { importVisitor } from "./imports.ts";
import { importProblem } from "./layers.ts";
import { powerProblem } from "./powers.ts";

/** Lines of code that a function may have; comments and blanks are free. */
export const longestFunction = 40;

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);

/** Imports go down the layers only. */
const layers: Deno.lint.Rule = {
  create(context) {
    const file = pathInRepository(context.filename);
    return importVisitor((node, { specifier }) => {
      const message = importProblem(file, resolveImport(file, specifier));
      if (message !== undefined) context.report({ node, message });
    });
  },
};

/** What a layer must not touch, it does not touch. */
const powers: Deno.lint.Rule = {
  create(context) {
    const file = pathInRepository(context.filename);
    const check = (node: Deno.lint.Node, power: string): void => {
      const message = powerProblem(file, power);
      if (message !== undefined) context.report({ node, message });
    };
    return {
      ...importVisitor((node, { specifier }) => check(node, specifier)),
      MemberExpression(node) {
        const { object, property } = node;
        if (object.type !== "Identifier") return;
        const member = property.type === "Identifier" ? property.name : "";
        check(node, `${object.name}.${member}`);
      },
      TSQualifiedName(node) {
        const { left } = node;
        if (left.type === "Identifier") check(node, `${left.name}.`);
      },
      CallExpression(node) {
        const { callee } = node;
        if (callee.type === "Identifier") check(node, `${callee.name}()`);
      },
      NewExpression(node) {
        const { callee } = node;
        if (callee.type !== "Identifier" || node.arguments.length > 0) return;
        check(node, `new ${callee.name}()`);
      },
    };
  },
};

/** A function fits a screen. */
const functionLength: Deno.lint.Rule = {
  create(context) {
    if (pathInRepository(context.filename).startsWith("tests/")) return {};
    let lines: readonly CodeLine[] | undefined;
    const check = (node: Deno.lint.Node): void => {
      lines ??= codeLines(context.sourceCode);
      const [from, to] = node.range;
      const count = lines.filter((line) => line.to > from && line.from < to)
        .length;
      if (count <= longestFunction) return;
      const message = `This function has ${count} lines of code: ` +
        `${longestFunction} at most, so move a part into its own function`;
      context.report({ node, message });
    };
    return {
      FunctionDeclaration: check,
      FunctionExpression: check,
      ArrowFunctionExpression: check,
    };
  },
};

/** `src/` exports by name; `default` is for `defineMethod` in a method. */
const namedExports: Deno.lint.Rule = {
  create(context) {
    if (!pathInRepository(context.filename).startsWith("src/")) return {};
    const message = "This is a default export: export it by its name";
    return {
      ExportDefaultDeclaration: (node) => context.report({ node, message }),
      ExportSpecifier(node) {
        const { exported } = node;
        if (exported.type === "Identifier" && exported.name === "default") {
          context.report({ node, message });
        }
      },
    };
  },
};

/** Types are erasable: a union of strings does what an enum does. */
const noEnum: Deno.lint.Rule = {
  create(context) {
    const message = "This is an enum: write a union of string literals";
    return {
      TSEnumDeclaration: (node) => context.report({ node, message }),
    };
  },
};

/**
 * `#name` is private at run time, too. A constructor has no such name and may
 * be private; what it declares in its parameters the compiler refuses.
 */
const noPrivate: Deno.lint.Rule = {
  create(context) {
    const message = "This is private to the compiler only: write #name";
    const check = (
      node: Deno.lint.PropertyDefinition | Deno.lint.MethodDefinition,
    ): void => {
      const { type, accessibility } = node;
      if (accessibility !== "private") return;
      if (type === "MethodDefinition" && node.kind === "constructor") return;
      context.report({ node, message });
    };
    return {
      PropertyDefinition: check,
      MethodDefinition: check,
    };
  },
};

const plugin: Deno.lint.Plugin = {
  name: "ax",
  rules: {
    layers,
    powers,
    "function-length": functionLength,
    "named-exports": namedExports,
    "no-enum": noEnum,
    "no-private": noPrivate,
  },
};

export default plugin;

/** A line that holds code, by its offsets in the source. */
interface CodeLine {
  readonly from: number;
  readonly to: number;
}

/** The lines on which something other than a comment stands. */
function codeLines(source: Deno.lint.SourceCode): CodeLine[] {
  let text = source.text;
  for (const comment of source.getAllComments()) {
    const [from, to] = comment.range;
    const blank = text.slice(from, to).replaceAll(/[^\n]/g, " ");
    text = text.slice(0, from) + blank + text.slice(to);
  }
  const lines: CodeLine[] = [];
  let from = 0;
  for (const line of text.split("\n")) {
    const to = from + line.length;
    if (line.trim() !== "") lines.push({ from, to });
    from = to + 1;
  }
  return lines;
}

/** A file's path from the root of the repository; tests name such paths. */
function pathInRepository(file: string): string {
  return relative(root, resolve(root, file));
}

/** What an import names: a file of the repository, `ax` or a package. */
export function resolveImport(file: string, specifier: string): string {
  if (!specifier.startsWith(".")) return specifier;
  return relative(root, resolve(root, dirname(file), specifier));
}
