/**
 * The JSON Schema of `ax.json`, for editors.
 *
 * @module
 */

import text from "./assets/ax.schema.json" with { type: "text" };

/** What `ax init` writes to `.ax/ax.schema.json`. */
export const configSchema: string = text;
