/**
 * Opens workdirs: to write there, or else to read.
 *
 * @module
 */

import { sha256 } from "../core/sha256.ts";
import type { CatalogPlace } from "./attach.ts";
import { Catalog } from "./catalog.ts";
import { findInfo } from "./disk.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { checkReadOnly, prepareWorkdir } from "./prepare.ts";
import { recover } from "./recovery.ts";
import { checkRoom, findRefusal, type Refusal } from "./refusal.ts";
import { type OpenOptions, Workdir, type WorkdirOptions } from "./workdir.ts";

/**
 * Opens a workdir: makes it, cleans up after killed builds, and sees to it
 * that the catalog agrees with the job directories.
 *
 * @throws {AxError} `workdir`, if it is missing and cannot be made, was made
 *   with another slice count or name, or by a newer ax.
 */
export function openWorkdir(options: WorkdirOptions): Workdir {
  const layout = layoutOf(options.name, options.path);
  if (options.access === "read") return openForReading(layout, options);
  try {
    return openForWriting(layout, options);
  } catch (thrown) {
    const refusal = findRefusal(layout, thrown);
    if (refusal === undefined || findInfo(layout.path) === undefined) {
      throw thrown;
    }
    return openForReading(layout, options, refusal);
  }
}

function openForWriting(layout: Layout, options: WorkdirOptions): Workdir {
  prepareWorkdir(layout, options);
  checkRoom(layout);
  const place = {
    layout,
    file: layout.catalog,
    lock: layout.recoveryLock,
    durable: options.durability === "full",
  };
  return openWith(place, options, (workdir) => {
    workdir.warnings.push(...recover(layout, () => workdir.place()));
  });
}

function openForReading(
  layout: Layout,
  options: WorkdirOptions,
  refusal?: Refusal,
): Workdir {
  checkReadOnly(layout, options);
  // The manifests are read each time where there is no room for a mirror.
  const none = { layout, file: ":memory:", lock: "", durable: false };
  const read = { ...options, refusal: refusal ?? readOnly };
  if (refusal?.isFull !== true) {
    try {
      return openWith(mirrorPlace(layout, options) ?? none, read);
    } catch (thrown) {
      if (findRefusal(layout, thrown) === undefined) throw thrown;
    }
  }
  return openWith(none, read);
}

const readOnly: Refusal = { reason: "it is read only", isFull: false };

function openWith(
  place: CatalogPlace,
  options: OpenOptions,
  prepare: (workdir: Workdir) => void = () => {},
): Workdir {
  const catalog = Catalog.open(place);
  const workdir = new Workdir(place.layout, catalog, options);
  try {
    prepare(workdir);
    catalog.reconcile();
    return workdir;
  } catch (error) {
    workdir[Symbol.dispose]();
    throw error;
  }
}

/** Where the catalog of a workdir that is only read is kept, if it can be. */
function mirrorPlace(
  layout: Layout,
  { mirrorDir }: WorkdirOptions,
): CatalogPlace | undefined {
  const name = `${layout.name}-${sha256(layout.path).slice(0, 16)}`;
  const base = `${mirrorDir}/${name}`;
  try {
    Deno.mkdirSync(mirrorDir, { recursive: true });
    Deno.removeSync(Deno.makeTempFileSync({ dir: mirrorDir }));
    const lock = `${base}.lock`;
    return { layout, file: `${base}.sqlite`, lock, durable: false };
  } catch {
    return undefined;
  }
}
