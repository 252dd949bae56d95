import { AxError } from "../../src/core/errors.ts";
import type { RequestContext } from "../../src/run/worker/request_context.ts";
import { requester } from "../../src/run/worker/urd.ts";
import { assertEquals, assertRejects } from "../support/assert.ts";

Deno.test("options of a request that are of another kind are refused before it is sent", async () => {
  let asked = 0;
  const link = { ask: () => Promise.resolve(null).finally(() => asked++) };
  const { build } = requester({ link } as unknown as RequestContext);
  const options = [
    [{ caption: () => 1 }, 'option "caption": expected a string, got function'],
    [{ caption: 5 }, 'option "caption": expected a string, got number'],
    [{ workdir: null }, 'option "workdir": expected a string, got object'],
    [{ name: ["x"] }, 'option "name": expected a string, got object'],
    [{ force: "yes" }, 'option "force": expected a boolean, got string'],
  ] as const;
  for (const [given, message] of options) {
    const request = (): Promise<unknown> => build("one", {}, given as never);
    await assertRejects(request, AxError, `one: ${message}`);
  }
  assertEquals(asked, 0);
});
