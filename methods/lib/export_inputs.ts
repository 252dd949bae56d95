/**
 * What exports are told of the datasets.
 *
 * @module
 */

import { boolean, dataset, integer, list, optional } from "ax";

/** The inputs that all exports have. Their comments are what users read. */
export const exportInputs = {
  /** The datasets, one after the other, each slice by slice. */
  sources: list(dataset()),
  /** Whether what a dataset is chained to comes before it. */
  chain: boolean(false),
  /** Where chains end: this dataset and older ones are left out. */
  stopAt: optional(dataset()),
  /** How many datasets of each chain are taken, the newest. Default: all. */
  length: optional(integer()),
};
