/**
 * What a layer may not touch: the clock, randomness, files, SQL, the terminal.
 *
 * @module
 */

/** Something that the code of some folders may not use. */
interface Ban {
  /** The uses: `name.member`, `name()`, `new Name()` or an import. */
  readonly power: RegExp;
  /** The files it is forbidden to. */
  readonly where: RegExp;
  /** What is true instead, after the name of the file and the use. */
  readonly remedy: string;
}

const bans: readonly Ban[] = [
  {
    power: /^(Deno|process|navigator|localStorage|globalThis)\.|^fetch\(\)/,
    where: /^src\/core\//,
    remedy: "core/ is pure, so take what you need as an argument",
  },
  {
    power: /^(Date\.now|performance\.|new Date\(\)|Date\(\)|Temporal\.Now)/,
    where: /^src\/core\//,
    remedy: "core/ has no clock, so take the time as an argument",
  },
  {
    power: /^(Math\.random|crypto\.(randomUUID|getRandomValues))$/,
    where: /^src\/core\//,
    remedy: "core/ has no randomness, so take it as an argument",
  },
  {
    power: /^(setTimeout|setInterval)\(\)$/,
    where: /^src\/core\//,
    remedy: "core/ never waits",
  },
  {
    power: /^node:(?!crypto$|path$)/,
    where: /^src\/core\//,
    remedy: "core/ is pure: of Node it may have node:crypto and node:path",
  },
  {
    power: /^(node:sqlite|@db\/sqlite)$/,
    where: /^src\/(?!store\/)/,
    remedy: "only store/ speaks SQL",
  },
  {
    power: /^(console\.|(Deno|process)\.(stdout|stderr)$)/,
    where: /^src\/(?!cli\/|run\/worker\/)/,
    remedy: "only cli/ prints, so send an event or return the text",
  },
];

/**
 * Says why a file may not use something; nothing when it may.
 *
 * @param file From the root of the repository.
 * @param power A use as `Deno.readFile`, `fetch()`, `new Date()` or the
 *   specifier of an import.
 */
export function powerProblem(file: string, power: string): string | undefined {
  const ban = bans.find((ban) => ban.power.test(power) && ban.where.test(file));
  return ban && `${file} uses ${power}: ${ban.remedy}`;
}
