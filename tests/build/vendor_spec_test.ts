import {
  bareName,
  findPackageSpec,
  formatPackageSpec,
  getPackageSpec,
} from "../../src/build/vendor_spec.ts";
import { AxError } from "../../src/core/errors.ts";
import { assertEquals, assertThrows, present } from "../support/assert.ts";

Deno.test("a package is named by npm:NAME, with or without a version and a path", () => {
  const cases = {
    "npm:ms": ["ms", "", ""],
    "npm:ms@2.1.3": ["ms", "2.1.3", ""],
    "npm:ms@^2": ["ms", "^2", ""],
    "npm:date-fns@4.1.0/fp": ["date-fns", "4.1.0", "/fp"],
    "npm:@turf/area@7.2.0": ["@turf/area", "7.2.0", ""],
    "npm:@turf/area/sub/x.js": ["@turf/area", "", "/sub/x.js"],
  };
  for (const [text, [name, version, subpath]] of Object.entries(cases)) {
    const spec = present(findPackageSpec(text), text);
    assertEquals({ ...spec }, { name, version, subpath });
    assertEquals(formatPackageSpec(spec), text);
    assertEquals(bareName(spec), `${name}${subpath}`);
  }
});

Deno.test("what is no package is refused, with what would be right", () => {
  for (const text of ["jsr:@std/x", "npm:", "npm:../x", "npm:a/../b", ""]) {
    assertEquals(findPackageSpec(text), undefined, text);
    assertThrows(() => getPackageSpec(text), AxError, "npm:simple-statistics@");
  }
  const { hint } = assertThrows(() => getPackageSpec("ms@2.1.3"), AxError);
  assertEquals(hint, 'Write "npm:ms@2.1.3".');
});
