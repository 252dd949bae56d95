/**
 * What methods and build scripts import as `"ax"`.
 *
 * @module
 */

export type {
  Columns,
  ColumnSpec,
  ColumnType,
  ColumnValue,
  ItemType,
  ListType,
  ScalarType,
  ScalarValues,
} from "./core/columns.ts";
export type { Json } from "./core/canonical.ts";
export type {
  ChainOptions,
  ColumnSummary,
  Compression,
  Dataset,
  DatasetChain,
  DatasetOptions,
  DatasetOwner,
  DatasetWriter,
  Inherited,
  RowSource,
  RowWriter,
  SliceChoice,
} from "./core/datasets.ts";
export { AxError } from "./core/errors.ts";
export type {
  AxErrorCode,
  AxErrorOptions,
  SourceLocation,
} from "./core/errors.ts";
export type {
  Builder,
  BuildingJob,
  BuildOptions,
  FinishedJob,
  GivenInputs,
  InputFile,
  Job,
  JobFile,
  JobOutput,
  MethodName,
  Methods,
  OpenInput,
  OpenOutput,
  OutputOptions,
  RequestRest,
  RunningJob,
  Urd,
} from "./core/handles.ts";
export {
  boolean,
  dataset,
  date,
  datetime,
  file,
  integer,
  job,
  jobFile,
  list,
  number,
  oneOf,
  optional,
  record,
  string,
} from "./core/inputs.ts";
export type {
  GivenFor,
  GivenOf,
  Input,
  Inputs,
  OptionalNames,
  SeenInputs,
} from "./core/inputs.ts";
export type {
  InputSpec,
  InputSpecs,
  RefKind,
  ValueKind,
} from "./core/input_spec.ts";
export type {
  Batch,
  BatchColumn,
  BatchOptions,
  BatchRecord,
  ColumnInput,
  Comparable,
  IterateOptions,
  ReadOptions,
  Row,
  RowInput,
  ValueRange,
  ValuesOf,
  VectorParts,
} from "./core/rows.ts";
export type {
  CategoryColumnVector,
  ColumnVector,
  FixedArray,
  FixedArrays,
  FixedColumnVector,
  ListColumnVector,
  VariableColumnVector,
  VectorOf,
} from "./core/vectors.ts";
export { defineMethod } from "./core/method.ts";
export { didYouMean } from "./core/suggest.ts";
export type {
  AnalysisContext,
  AnalysisResults,
  Method,
  MethodDefinition,
  MethodPermissions,
  RunningFor,
  StageContext,
  SynthesisContext,
} from "./core/method.ts";
