/**
 * Finds what a source file imports, in whatever form, for the lint plugin and
 * for the tidy test.
 *
 * @module
 */

/** One import: what it names and whether it is there at run time. */
export interface Import {
  readonly specifier: string;
  /** `type` is erased, `static` is loaded first, `dynamic` when reached. */
  readonly kind: "type" | "static" | "dynamic";
}

/** The visitor that calls back for each import and re-export of a file. */
export function importVisitor(
  found: (node: Deno.lint.Node, imported: Import) => void,
): Deno.lint.LintVisitor {
  const declared = (
    node: Deno.lint.Node,
    source: Deno.lint.StringLiteral | null,
    type: boolean,
  ): void => {
    if (!source) return;
    found(node, { specifier: source.value, kind: type ? "type" : "static" });
  };
  return {
    ImportDeclaration: (node) =>
      declared(node, node.source, node.importKind === "type"),
    ExportAllDeclaration: (node) =>
      declared(node, node.source, node.exportKind === "type"),
    ExportNamedDeclaration: (node) =>
      declared(node, node.source, node.exportKind === "type"),
    ImportExpression(node) {
      const { source } = node;
      if (source.type !== "Literal") return;
      if (typeof source.value !== "string") return;
      found(node, { specifier: source.value, kind: "dynamic" });
    },
    TSImportType(node) {
      const { argument } = node;
      if (argument.type !== "TSLiteralType") return;
      const { literal } = argument;
      if (literal.type !== "Literal") return;
      if (typeof literal.value !== "string") return;
      found(node, { specifier: literal.value, kind: "type" });
    },
  };
}
