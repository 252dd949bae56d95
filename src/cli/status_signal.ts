/**
 * The signals by which a user asks how far it is: `kill -USR1`, and ^T where
 * terminals send a signal for it, which Linux does not.
 *
 * @module
 */

/** Listens until disposed. Without a listener, such a signal ends ax. */
export function onStatusAsked(tell: () => void): Disposable {
  const signals: Deno.Signal[] = ["SIGUSR1"];
  if (Deno.build.os !== "linux") signals.push("SIGINFO");
  for (const signal of signals) Deno.addSignalListener(signal, tell);
  return {
    [Symbol.dispose]: () => {
      for (const signal of signals) Deno.removeSignalListener(signal, tell);
    },
  };
}
