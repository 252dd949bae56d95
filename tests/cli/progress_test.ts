import { Output } from "../../src/cli/output.ts";
import { watchProgress } from "../../src/cli/scan/progress.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("kill -USR1 makes a scan tell how far it is", async () => {
  let text = "";
  const told = Promise.withResolvers<void>();
  const err = new Output(
    {
      writeSync(bytes) {
        text += new TextDecoder().decode(bytes);
        told.resolve();
        return bytes.length;
      },
      isTerminal: () => false,
    },
    () => undefined,
    false,
  );
  // A listener alone does not keep the process alive.
  const alive = setInterval(() => {}, 1000);
  {
    using _ = watchProgress({ rowsRead: 1_234_567 }, 5_000_000, err);
    Deno.kill(Deno.pid, "SIGUSR1");
    await told.promise;
  }
  clearInterval(alive);
  assertEquals(text, "ax: 24 % of 5,000,000 rows\n");
});
