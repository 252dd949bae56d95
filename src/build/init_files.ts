/**
 * The files of a new project.
 *
 * @module
 */

import buildScript from "./assets/project/build.ts.txt" with { type: "text" };
import orders from "./assets/project/orders.csv" with { type: "text" };
import readOrders from "./assets/project/read_orders.ts.txt" with {
  type: "text",
};
import revenue from "./assets/project/revenue.ts.txt" with { type: "text" };
import salesScript from "./assets/sales/build.ts.txt" with { type: "text" };
import salesRevenue from "./assets/sales/revenue.ts.txt" with { type: "text" };
import { formatMethodTypes } from "../core/method_types.ts";
import { configSchema } from "./config_schema.ts";
import { axDeclaration } from "./declaration.ts";
import { DENO_JSON } from "./deno_config.ts";
import { tutorialFiles } from "./tutorial_files.ts";

/** What a new project is made with. */
export interface ProjectSettings {
  readonly slices: number;
  /** The name of its workdir. */
  readonly name: string;
  readonly example: ExampleName;
}

/** The projects that can be made. */
export const exampleNames = ["orders", "sales", "tutorial"] as const;

/** One of {@linkcode exampleNames}. */
export type ExampleName = typeof exampleNames[number];

/** Methods, build script, input: its text by path. */
const examples: Readonly<Record<ExampleName, ReadonlyMap<string, string>>> = {
  orders: new Map([
    ["methods/build.ts", buildScript],
    ["methods/read_orders.ts", readOrders],
    ["methods/revenue.ts", revenue],
    ["input/orders.csv", orders],
  ]),
  sales: new Map([
    ["methods/build.ts", salesScript],
    ["methods/revenue.ts", salesRevenue],
    ["input/orders.csv", orders],
  ]),
  tutorial: tutorialFiles,
};

/** Every file of a new project: its text by path from the root. */
export function projectFiles(
  settings: ProjectSettings,
): ReadonlyMap<string, string> {
  return new Map([
    ["ax.json", configText(settings)],
    ...examples[settings.example],
    ["deno.json", DENO_JSON],
    [".gitignore", GITIGNORE],
    [".ax/ax.d.ts", axDeclaration],
    // Filled in by the first build.
    [".ax/methods.d.ts", formatMethodTypes([])],
    [".ax/ax.schema.json", configSchema],
  ]);
}

function configText({ slices, name }: ProjectSettings): string {
  return `{
  "$schema": ".ax/ax.schema.json",

  // How many parts the data of a dataset has, to be worked on in parallel.
  // A workdir keeps the number it was made with.
  "slices": ${slices},

  // More keys, with what holds when they are left out.
  // "target": "${name}",
  // "methods": ["methods"],
  // "input": "input",
  // "results": "results",
  // "permissions": {},
  // "jobs": 2, // at a time; when left out, one for each core
  // "durability": "full",

  // Where jobs lie: ${name}-1, ${name}-2 and so on.
  "workdirs": { "${name}": "workdir" }
}
`;
}

const GITIGNORE = `# Jobs and links into them: ax makes them again.
/workdir/
/results/

# What ax remembers; only what editors read is kept.
/.ax/*
!/.ax/ax.d.ts
!/.ax/methods.d.ts
!/.ax/ax.schema.json
`;
