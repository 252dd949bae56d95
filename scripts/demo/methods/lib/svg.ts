/**
 * The few parts of SVG that a chart needs.
 *
 * @module
 */

/** Attributes of an element; names are as in SVG. */
export type Attributes = Readonly<Record<string, string | number>>;

/** Writes one element around what is inside it, which is SVG already. */
export function element(
  name: string,
  attributes: Attributes,
  inside: readonly string[] = [],
): string {
  const words = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escape(String(value))}"`);
  const open = `<${name}${words.join("")}`;
  return inside.length === 0
    ? `${open}/>`
    : `${open}>${inside.join("")}</${name}>`;
}

/** Writes text at a place. */
export function label(
  text: string,
  x: number,
  y: number,
  attributes: Attributes = {},
): string {
  return element("text", { x: fixed(x), y: fixed(y), ...attributes }, [
    escape(text),
  ]);
}

/** Maps values from `from` to `to`, in proportion. */
export function scale(
  from: readonly [number, number],
  to: readonly [number, number],
): (value: number) => number {
  const factor = (to[1] - to[0]) / (from[1] - from[0]);
  return (value) => to[0] + (value - from[0]) * factor;
}

/** A coordinate with no more digits than a screen can show. */
export function fixed(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Makes text safe inside elements and attributes. */
export function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
