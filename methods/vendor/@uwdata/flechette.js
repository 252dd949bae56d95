// deno-fmt-ignore-file
// deno-lint-ignore-file
// npm:@uwdata/flechette@2.6.0 (BSD-3-Clause), made by: ax add npm:@uwdata/flechette@2.6.0
// Beside this file stand its licence and the integrity of each part.

// @uwdata/flechette@2.6.0/src/constants.js
var MAGIC = Uint8Array.of(65, 82, 82, 79, 87, 49);
var EOS = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0);
var Version = (
  /** @type {const} */
  {
    /** 0.1.0 (October 2016). */
    V1: 0,
    /** 0.2.0 (February 2017). Non-backwards compatible with V1. */
    V2: 1,
    /** 0.3.0 -> 0.7.1 (May - December 2017). Non-backwards compatible with V2. */
    V3: 2,
    /** >= 0.8.0 (December 2017). Non-backwards compatible with V3. */
    V4: 3,
    /**
     * >= 1.0.0 (July 2020). Backwards compatible with V4 (V5 readers can read V4
     * metadata and IPC messages). Implementations are recommended to provide a
     * V4 compatibility mode with V5 format changes disabled.
     *
     * Incompatible changes between V4 and V5:
     * - Union buffer layout has changed.
     *   In V5, Unions don't have a validity bitmap buffer.
     */
    V5: 4
  }
);
var Endianness = (
  /** @type {const} */
  {
    Little: 0,
    Big: 1
  }
);
var MessageHeader = (
  /** @type {const} */
  {
    NONE: 0,
    /**
     * A Schema describes the columns in a record batch.
     */
    Schema: 1,
    /**
     * For sending dictionary encoding information. Any Field can be
     * dictionary-encoded, but in this case none of its children may be
     * dictionary-encoded.
     * There is one vector / column per dictionary, but that vector / column
     * may be spread across multiple dictionary batches by using the isDelta
     * flag.
     */
    DictionaryBatch: 2,
    /**
     * A data header describing the shared memory layout of a "record" or "row"
     * batch. Some systems call this a "row batch" internally and others a "record
     * batch".
     */
    RecordBatch: 3,
    /**
     * EXPERIMENTAL: Metadata for n-dimensional arrays, aka "tensors" or
     * "ndarrays". Arrow implementations in general are not required to implement
     * this type.
     *
     * Not currently supported by Flechette.
     */
    Tensor: 4,
    /**
     * EXPERIMENTAL: Metadata for n-dimensional sparse arrays, aka "sparse
     * tensors". Arrow implementations in general are not required to implement
     * this type.
     *
     * Not currently supported by Flechette.
     */
    SparseTensor: 5
  }
);
var Type = (
  /** @type {const} */
  {
    /**
     * Dictionary types compress data by using a set of integer indices to
     * lookup potentially repeated vales in a separate dictionary of values.
     *
     * This type entry is provided for API convenience, it does not occur
     * in actual Arrow IPC binary data.
     */
    Dictionary: -1,
    /** No data type. Included for flatbuffer compatibility. */
    NONE: 0,
    /** Null values only. */
    Null: 1,
    /** Integers, either signed or unsigned, with 8, 16, 32, or 64 bit widths. */
    Int: 2,
    /** Floating point numbers with 16, 32, or 64 bit precision. */
    Float: 3,
    /** Opaque binary data. */
    Binary: 4,
    /** Unicode with UTF-8 encoding. */
    Utf8: 5,
    /** Booleans represented as 8 bit bytes. */
    Bool: 6,
    /**
     * Exact decimal value represented as an integer value in two's complement.
     * Currently only 128-bit (16-byte) and 256-bit (32-byte) integers are used.
     * The representation uses the endianness indicated in the schema.
     */
    Decimal: 7,
    /**
     * Date is either a 32-bit or 64-bit signed integer type representing an
     * elapsed time since UNIX epoch (1970-01-01), stored in either of two units:
     * - Milliseconds (64 bits) indicating UNIX time elapsed since the epoch (no
     * leap seconds), where the values are evenly divisible by 86400000
     * - Days (32 bits) since the UNIX epoch
     */
    Date: 8,
    /**
     * Time is either a 32-bit or 64-bit signed integer type representing an
     * elapsed time since midnight, stored in either of four units: seconds,
     * milliseconds, microseconds or nanoseconds.
     *
     * The integer `bitWidth` depends on the `unit` and must be one of the following:
     * - SECOND and MILLISECOND: 32 bits
     * - MICROSECOND and NANOSECOND: 64 bits
     *
     * The allowed values are between 0 (inclusive) and 86400 (=24*60*60) seconds
     * (exclusive), adjusted for the time unit (for example, up to 86400000
     * exclusive for the MILLISECOND unit).
     * This definition doesn't allow for leap seconds. Time values from
     * measurements with leap seconds will need to be corrected when ingesting
     * into Arrow (for example by replacing the value 86400 with 86399).
     */
    Time: 9,
    /**
     * Timestamp is a 64-bit signed integer representing an elapsed time since a
     * fixed epoch, stored in either of four units: seconds, milliseconds,
     * microseconds or nanoseconds, and is optionally annotated with a timezone.
     *
     * Timestamp values do not include any leap seconds (in other words, all
     * days are considered 86400 seconds long).
     *
     * The timezone is an optional string for the name of a timezone, one of:
     *
     *  - As used in the Olson timezone database (the "tz database" or
     *    "tzdata"), such as "America/New_York".
     *  - An absolute timezone offset of the form "+XX:XX" or "-XX:XX",
     *    such as "+07:30".
     *
     * Whether a timezone string is present indicates different semantics about
     * the data.
     */
    Timestamp: 10,
    /**
     * A "calendar" interval which models types that don't necessarily
     * have a precise duration without the context of a base timestamp (e.g.
     * days can differ in length during day light savings time transitions).
     * All integers in the units below are stored in the endianness indicated
     * by the schema.
     *
     *  - YEAR_MONTH - Indicates the number of elapsed whole months, stored as
     *    4-byte signed integers.
     *  - DAY_TIME - Indicates the number of elapsed days and milliseconds (no
     *    leap seconds), stored as 2 contiguous 32-bit signed integers (8-bytes
     *    in total). Support of this IntervalUnit is not required for full arrow
     *    compatibility.
     *  - MONTH_DAY_NANO - A triple of the number of elapsed months, days, and
     *    nanoseconds. The values are stored contiguously in 16-byte blocks.
     *    Months and days are encoded as 32-bit signed integers and nanoseconds
     *    is encoded as a 64-bit signed integer. Nanoseconds does not allow for
     *    leap seconds. Each field is independent (e.g. there is no constraint
     *    that nanoseconds have the same sign as days or that the quantity of
     *    nanoseconds represents less than a day's worth of time).
     */
    Interval: 11,
    /**
     * List (vector) data supporting variably-sized lists.
     * A list has a single child data type for list entries.
     */
    List: 12,
    /**
     * A struct consisting of multiple named child data types.
     */
    Struct: 13,
    /**
     * A union is a complex type with parallel child data types. By default ids
     * in the type vector refer to the offsets in the children. Optionally
     * typeIds provides an indirection between the child offset and the type id.
     * For each child `typeIds[offset]` is the id used in the type vector.
     */
    Union: 14,
    /**
     * Binary data where each entry has the same fixed size.
     */
    FixedSizeBinary: 15,
    /**
     * List (vector) data where every list has the same fixed size.
     * A list has a single child data type for list entries.
     */
    FixedSizeList: 16,
    /**
     * A Map is a logical nested type that is represented as
     * List<entries: Struct<key: K, value: V>>
     *
     * In this layout, the keys and values are each respectively contiguous. We do
     * not constrain the key and value types, so the application is responsible
     * for ensuring that the keys are hashable and unique. Whether the keys are sorted
     * may be set in the metadata for this field.
     *
     * In a field with Map type, the field has a child Struct field, which then
     * has two children: key type and the second the value type. The names of the
     * child fields may be respectively "entries", "key", and "value", but this is
     * not enforced.
     *
     * Map
     * ```text
     *   - child[0] entries: Struct
     *   - child[0] key: K
     *   - child[1] value: V
     *  ```
     * Neither the "entries" field nor the "key" field may be nullable.
     *
     * The metadata is structured so that Arrow systems without special handling
     * for Map can make Map an alias for List. The "layout" attribute for the Map
     * field must have the same contents as a List.
     */
    Map: 17,
    /**
     * An absolute length of time unrelated to any calendar artifacts. For the
     * purposes of Arrow implementations, adding this value to a Timestamp
     * ("t1") naively (i.e. simply summing the two numbers) is acceptable even
     * though in some cases the resulting Timestamp (t2) would not account for
     * leap-seconds during the elapsed time between "t1" and "t2". Similarly,
     * representing the difference between two Unix timestamp is acceptable, but
     * would yield a value that is possibly a few seconds off from the true
     * elapsed time.
     *
     * The resolution defaults to millisecond, but can be any of the other
     * supported TimeUnit values as with Timestamp and Time types. This type is
     * always represented as an 8-byte integer.
     */
    Duration: 18,
    /**
     * Same as Binary, but with 64-bit offsets, allowing representation of
     * extremely large data values.
     */
    LargeBinary: 19,
    /**
     * Same as Utf8, but with 64-bit offsets, allowing representation of
     * extremely large data values.
     */
    LargeUtf8: 20,
    /**
     * Same as List, but with 64-bit offsets, allowing representation of
     * extremely large data values.
     */
    LargeList: 21,
    /**
     * Contains two child arrays, run_ends and values. The run_ends child array
     * must be a 16/32/64-bit integer array which encodes the indices at which
     * the run with the value in each corresponding index in the values child
     * array ends. Like list/struct types, the value array can be of any type.
     */
    RunEndEncoded: 22,
    /**
     * Logically the same as Binary, but the internal representation uses a view
     * struct that contains the string length and either the string's entire data
     * inline (for small strings) or an inlined prefix, an index of another buffer,
     * and an offset pointing to a slice in that buffer (for non-small strings).
     *
     * Since it uses a variable number of data buffers, each Field with this type
     * must have a corresponding entry in `variadicBufferCounts`.
     */
    BinaryView: 23,
    /**
     * Logically the same as Utf8, but the internal representation uses a view
     * struct that contains the string length and either the string's entire data
     * inline (for small strings) or an inlined prefix, an index of another buffer,
     * and an offset pointing to a slice in that buffer (for non-small strings).
     *
     * Since it uses a variable number of data buffers, each Field with this type
     * must have a corresponding entry in `variadicBufferCounts`.
     */
    Utf8View: 24,
    /**
     * Represents the same logical types that List can, but contains offsets and
     * sizes allowing for writes in any order and sharing of child values among
     * list values.
     */
    ListView: 25,
    /**
     * Same as ListView, but with 64-bit offsets and sizes, allowing to represent
     * extremely large data values.
     */
    LargeListView: 26
  }
);
var Precision = (
  /** @type {const} */
  {
    /** 16-bit floating point number. */
    HALF: 0,
    /** 32-bit floating point number. */
    SINGLE: 1,
    /** 64-bit floating point number. */
    DOUBLE: 2
  }
);
var DateUnit = (
  /** @type {const} */
  {
    /* Days (as 32 bit int) since the UNIX epoch. */
    DAY: 0,
    /**
     * Milliseconds (as 64 bit int) indicating UNIX time elapsed since the epoch
     * (no leap seconds), with values evenly divisible by 86400000.
     */
    MILLISECOND: 1
  }
);
var TimeUnit = (
  /** @type {const} */
  {
    /** Seconds. */
    SECOND: 0,
    /** Milliseconds. */
    MILLISECOND: 1,
    /** Microseconds. */
    MICROSECOND: 2,
    /** Nanoseconds. */
    NANOSECOND: 3
  }
);
var IntervalUnit = (
  /** @type {const} */
  {
    /**
     * Indicates the number of elapsed whole months, stored as 4-byte signed
     * integers.
     */
    YEAR_MONTH: 0,
    /**
     * Indicates the number of elapsed days and milliseconds (no leap seconds),
     * stored as 2 contiguous 32-bit signed integers (8-bytes in total). Support
     * of this IntervalUnit is not required for full arrow compatibility.
     */
    DAY_TIME: 1,
    /**
     * A triple of the number of elapsed months, days, and nanoseconds.
     * The values are stored contiguously in 16-byte blocks. Months and days are
     * encoded as 32-bit signed integers and nanoseconds is encoded as a 64-bit
     * signed integer. Nanoseconds does not allow for leap seconds. Each field is
     * independent (e.g. there is no constraint that nanoseconds have the same
     * sign as days or that the quantity of nanoseconds represents less than a
     * day's worth of time).
     */
    MONTH_DAY_NANO: 2
  }
);
var UnionMode = (
  /** @type {const} */
  {
    /** Sparse union layout with full arrays for each sub-type. */
    Sparse: 0,
    /** Dense union layout with offsets into value arrays. */
    Dense: 1
  }
);
var CompressionType = (
  /** @type {const} */
  {
    /**
     * LZ4 frame compression.
     * Not to be confused with "raw" (also called "block") format.
     */
    LZ4_FRAME: 0,
    /** Zstandard compression. */
    ZSTD: 1
  }
);
var BodyCompressionMethod = (
  /** @type {const} */
  {
    /**
     * Each constituent buffer is first compressed with the indicated
     * compressor, and then written with the uncompressed length in the first 8
     * bytes as a 64-bit little-endian signed integer followed by the compressed
     * buffer bytes (and then padding as required by the protocol). The
     * uncompressed length may be set to -1 to indicate that the data that
     * follows is not compressed, which can be useful for cases where
     * compression does not yield appreciable savings.
     */
    BUFFER: 0
  }
);

// @uwdata/flechette@2.6.0/src/util/arrays.js
var uint8Array = Uint8Array;
var uint16Array = Uint16Array;
var uint32Array = Uint32Array;
var uint64Array = BigUint64Array;
var int8Array = Int8Array;
var int16Array = Int16Array;
var int32Array = Int32Array;
var int64Array = BigInt64Array;
var float32Array = Float32Array;
var float64Array = Float64Array;
function objectToString(value) {
  return Object.prototype.toString.call(value);
}
function isArrayBufferLike(data) {
  return objectToString(data) === "[object ArrayBuffer]" || objectToString(data) === "[object SharedArrayBuffer]";
}
function isUint8Array(value) {
  return objectToString(value) === "[object Uint8Array]";
}
function intArrayType(bitWidth, signed) {
  const i = Math.log2(bitWidth) - 3;
  return (signed ? [
    int8Array,
    int16Array,
    int32Array,
    int64Array
  ] : [
    uint8Array,
    uint16Array,
    uint32Array,
    uint64Array
  ])[i];
}
function isTypedArray(value) {
  return ArrayBuffer.isView(value) && objectToString(value) !== "[object DataView]";
}
function isArray(value) {
  return Array.isArray(value) || isTypedArray(value);
}
function isInt64ArrayType(value) {
  return value === int64Array || value === uint64Array;
}
function bisect(offsets, index) {
  let a = 0;
  let b = offsets.length;
  if (b <= 2147483648) {
    do {
      const mid = a + b >>> 1;
      if (offsets[mid] <= index) a = mid + 1;
      else b = mid;
    } while (a < b);
  } else {
    do {
      const mid = Math.trunc((a + b) / 2);
      if (offsets[mid] <= index) a = mid + 1;
      else b = mid;
    } while (a < b);
  }
  return a;
}
function align64(length, bpe = 1) {
  return (length * bpe + 7 & ~7) / bpe;
}
function align(array, length = array.length) {
  const alignedLength = align64(length, array.BYTES_PER_ELEMENT);
  return array.length > alignedLength ? (
    /** @type {T} */
    array.subarray(0, alignedLength)
  ) : array.length < alignedLength ? resize(array, alignedLength) : array;
}
function resize(array, newLength, offset = 0) {
  const newArray = new array.constructor(newLength);
  newArray.set(array, offset);
  return newArray;
}
function grow(array, index, shift) {
  while (array.length <= index) {
    array = resize(array, array.length << 1, shift ? array.length : 0);
  }
  return array;
}

// @uwdata/flechette@2.6.0/src/util/objects.js
function isDate(value) {
  return value instanceof Date;
}
function isIterable(value) {
  return typeof value[Symbol.iterator] === "function";
}
function check(value, test, message) {
  if (test(value)) return value;
  throw new Error(message(value));
}
function checkOneOf(value, set, message) {
  set = Array.isArray(set) ? set : Object.values(set);
  return check(value, (value2) => set.includes(value2), message ?? (() => `${value} must be one of ${set}`));
}
function keyFor(object, value) {
  for (const [key, val] of Object.entries(object)) {
    if (val === value) return key;
  }
  return "<Unknown>";
}

// @uwdata/flechette@2.6.0/src/data-types.js
var invalidDataType = (typeId) => `Unsupported data type: "${keyFor(Type, typeId)}" (id ${typeId})`;
var field = (name, type, nullable = true, metadata = null) => ({
  name,
  type,
  nullable,
  metadata
});
function isField(value) {
  return Object.hasOwn(value, "name") && isDataType(value.type);
}
function isDataType(value) {
  return typeof value?.typeId === "number";
}
function asField(value, defaultName = "", defaultNullable = true) {
  return isField(value) ? value : field(defaultName, check(value, isDataType, () => `Data type expected.`), defaultNullable);
}
var basicType = (typeId) => ({
  typeId
});
var dictionary = (type, indexType, ordered = false, id = -1) => ({
  typeId: Type.Dictionary,
  id,
  dictionary: type,
  indices: indexType || int32(),
  ordered
});
var nullType = () => basicType(Type.Null);
var int = (bitWidth = 32, signed = true) => ({
  typeId: Type.Int,
  bitWidth: checkOneOf(bitWidth, [
    8,
    16,
    32,
    64
  ]),
  signed,
  values: intArrayType(bitWidth, signed)
});
var int8 = () => int(8);
var int16 = () => int(16);
var int32 = () => int(32);
var int64 = () => int(64);
var uint8 = () => int(8, false);
var uint16 = () => int(16, false);
var uint32 = () => int(32, false);
var uint64 = () => int(64, false);
var float = (precision = 2) => ({
  typeId: Type.Float,
  precision: checkOneOf(precision, Precision),
  values: [
    uint16Array,
    float32Array,
    float64Array
  ][precision]
});
var float16 = () => float(Precision.HALF);
var float32 = () => float(Precision.SINGLE);
var float64 = () => float(Precision.DOUBLE);
var binary = () => ({
  typeId: Type.Binary,
  offsets: int32Array
});
var utf8 = () => ({
  typeId: Type.Utf8,
  offsets: int32Array
});
var bool = () => basicType(Type.Bool);
var decimal = (precision, scale, bitWidth = 128) => ({
  typeId: Type.Decimal,
  precision,
  scale,
  bitWidth: checkOneOf(bitWidth, [
    32,
    64,
    128,
    256
  ]),
  values: bitWidth === 32 ? int32Array : uint64Array
});
var decimal32 = (precision, scale) => decimal(precision, scale, 32);
var decimal64 = (precision, scale) => decimal(precision, scale, 64);
var decimal128 = (precision, scale) => decimal(precision, scale, 128);
var decimal256 = (precision, scale) => decimal(precision, scale, 256);
var date = (unit) => ({
  typeId: Type.Date,
  unit: checkOneOf(unit, DateUnit),
  values: unit === DateUnit.DAY ? int32Array : int64Array
});
var dateDay = () => date(DateUnit.DAY);
var dateMillisecond = () => date(DateUnit.MILLISECOND);
var time = (unit = TimeUnit.MILLISECOND) => {
  unit = checkOneOf(unit, TimeUnit);
  const bitWidth = unit === TimeUnit.SECOND || unit === TimeUnit.MILLISECOND ? 32 : 64;
  return {
    typeId: Type.Time,
    unit,
    bitWidth,
    values: bitWidth === 32 ? int32Array : int64Array
  };
};
var timeSecond = () => time(TimeUnit.SECOND);
var timeMillisecond = () => time(TimeUnit.MILLISECOND);
var timeMicrosecond = () => time(TimeUnit.MICROSECOND);
var timeNanosecond = () => time(TimeUnit.NANOSECOND);
var timestamp = (unit = TimeUnit.MILLISECOND, timezone = null) => ({
  typeId: Type.Timestamp,
  unit: checkOneOf(unit, TimeUnit),
  timezone,
  values: int64Array
});
var interval = (unit = IntervalUnit.MONTH_DAY_NANO) => ({
  typeId: Type.Interval,
  unit: checkOneOf(unit, IntervalUnit),
  values: unit === IntervalUnit.MONTH_DAY_NANO ? void 0 : int32Array
});
var list = (child) => ({
  typeId: Type.List,
  children: [
    asField(child)
  ],
  offsets: int32Array
});
var struct = (children) => ({
  typeId: Type.Struct,
  children: Array.isArray(children) && children.length > 0 && isField(children[0]) ? (
    /** @type {Field[]} */
    children
  ) : Object.entries(children).map(([name, type]) => field(name, type))
});
var union = (mode, children, typeIds, typeIdForValue) => {
  typeIds ??= children.map((v, i) => i);
  return {
    typeId: Type.Union,
    mode: checkOneOf(mode, UnionMode),
    typeIds,
    typeMap: typeIds.reduce((m, id, i) => (m[id] = i, m), {}),
    children: children.map((v, i) => asField(v, `_${i}`)),
    typeIdForValue,
    offsets: int32Array
  };
};
var fixedSizeBinary = (stride) => ({
  typeId: Type.FixedSizeBinary,
  stride
});
var fixedSizeList = (child, stride) => ({
  typeId: Type.FixedSizeList,
  stride,
  children: [
    asField(child)
  ]
});
var mapType = (keysSorted, child) => ({
  typeId: Type.Map,
  keysSorted,
  children: [
    child
  ],
  offsets: int32Array
});
var map = (keyField, valueField, keysSorted = false) => mapType(keysSorted, field("entries", struct([
  asField(keyField, "key", false),
  asField(valueField, "value")
]), false));
var duration = (unit = TimeUnit.MILLISECOND) => ({
  typeId: Type.Duration,
  unit: checkOneOf(unit, TimeUnit),
  values: int64Array
});
var largeBinary = () => ({
  typeId: Type.LargeBinary,
  offsets: int64Array
});
var largeUtf8 = () => ({
  typeId: Type.LargeUtf8,
  offsets: int64Array
});
var largeList = (child) => ({
  typeId: Type.LargeList,
  children: [
    asField(child)
  ],
  offsets: int64Array
});
var runEndEncoded = (runsField, valuesField) => ({
  typeId: Type.RunEndEncoded,
  children: [
    check(asField(runsField, "run_ends"), (field2) => field2.type.typeId === Type.Int, () => "Run-ends must have an integer type."),
    asField(valuesField, "values")
  ]
});
var binaryView = () => (
  /** @type {BinaryViewType} */
  basicType(Type.BinaryView)
);
var utf8View = () => (
  /** @type {Utf8ViewType} */
  basicType(Type.Utf8View)
);
var listView = (child) => ({
  typeId: Type.ListView,
  children: [
    asField(child, "value")
  ],
  offsets: int32Array
});
var largeListView = (child) => ({
  typeId: Type.LargeListView,
  children: [
    asField(child, "value")
  ],
  offsets: int64Array
});

// @uwdata/flechette@2.6.0/src/util/numbers.js
var f64 = new float64Array(2);
var buf = f64.buffer;
var i64 = new int64Array(buf);
var u32 = new uint32Array(buf);
var i32 = new int32Array(buf);
var u8 = new uint8Array(buf);
function identity(value) {
  return value;
}
function toBigInt(value) {
  return BigInt(value);
}
function toOffset(type) {
  return isInt64ArrayType(type) ? toBigInt : identity;
}
function toDateDay(value) {
  return Math.floor(value / 864e5);
}
function toDateMillisecond(value) {
  return toBigInt(864e5 * toDateDay(value));
}
function toTimestamp(unit) {
  return unit === TimeUnit.SECOND ? (value) => toBigInt(value / 1e3) : unit === TimeUnit.MILLISECOND ? toBigInt : unit === TimeUnit.MICROSECOND ? (value) => toBigInt(value * 1e3) : (value) => toBigInt(value * 1e6);
}
function toMonthDayNanoBytes([m, d, n]) {
  i32[0] = m;
  i32[1] = d;
  i64[1] = toBigInt(n);
  return u8;
}
function toNumber(value) {
  if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER) {
    throw Error(`BigInt exceeds integer number representation: ${value}`);
  }
  return Number(value);
}
function divide(num, div) {
  return Number(num / div) + Number(num % div) / Number(div);
}
function toDecimal32(scale) {
  return (value) => typeof value === "bigint" ? Number(value) : Math.trunc(value * scale);
}
function toDecimal(value, buf2, offset, stride, scale) {
  const v = typeof value === "bigint" ? value : toBigInt(Math.trunc(value * scale));
  buf2[offset] = v;
  if (stride > 1) {
    buf2[offset + 1] = v >> 64n;
    if (stride > 2) {
      buf2[offset + 2] = v >> 128n;
      buf2[offset + 3] = v >> 192n;
    }
  }
}
var asUint64 = (v) => BigInt.asUintN(64, v);
function fromDecimal64(buf2, offset) {
  return BigInt.asIntN(64, buf2[offset]);
}
function fromDecimal128(buf2, offset) {
  const i = offset << 1;
  let x;
  if (BigInt.asIntN(64, buf2[i + 1]) < 0) {
    x = asUint64(~buf2[i]) | asUint64(~buf2[i + 1]) << 64n;
    x = -(x + 1n);
  } else {
    x = buf2[i] | buf2[i + 1] << 64n;
  }
  return x;
}
function fromDecimal256(buf2, offset) {
  const i = offset << 2;
  let x;
  if (BigInt.asIntN(64, buf2[i + 3]) < 0) {
    x = asUint64(~buf2[i]) | asUint64(~buf2[i + 1]) << 64n | asUint64(~buf2[i + 2]) << 128n | asUint64(~buf2[i + 3]) << 192n;
    x = -(x + 1n);
  } else {
    x = buf2[i] | buf2[i + 1] << 64n | buf2[i + 2] << 128n | buf2[i + 3] << 192n;
  }
  return x;
}
function toFloat16(value) {
  if (value !== value) return 32256;
  f64[0] = value;
  const sign = (u32[1] & 2147483648) >> 16 & 65535;
  let expo = u32[1] & 2146435072, sigf = 0;
  if (expo >= 1089470464) {
    if (u32[0] > 0) {
      expo = 31744;
    } else {
      expo = (expo & 2080374784) >> 16;
      sigf = (u32[1] & 1048575) >> 10;
    }
  } else if (expo <= 1056964608) {
    sigf = 1048576 + (u32[1] & 1048575);
    sigf = 1048576 + (sigf << (expo >> 20) - 998) >> 21;
    expo = 0;
  } else {
    expo = expo - 1056964608 >> 10;
    sigf = (u32[1] & 1048575) + 512 >> 10;
  }
  return sign | expo | sigf & 65535;
}

// @uwdata/flechette@2.6.0/src/util/strings.js
var textDecoder = new TextDecoder("utf-8");
var textEncoder = new TextEncoder();
function decodeUtf8(buf2) {
  return textDecoder.decode(buf2);
}
function encodeUtf8(str) {
  return textEncoder.encode(str);
}
function keyString(value) {
  const val = typeof value !== "object" || !value ? value ?? null : isDate(value) ? +value : isArray(value) ? `[${value.map(keyString)}]` : objectKey(value);
  return `${val}`;
}
function objectKey(value) {
  let s = "";
  let i = -1;
  for (const k in value) {
    if (++i > 0) s += ",";
    s += `"${k}":${keyString(value[k])}`;
  }
  return `{${s}}`;
}

// @uwdata/flechette@2.6.0/src/util/read.js
var SIZEOF_INT = 4;
var SIZEOF_SHORT = 2;
function decodeBit(bitmap2, index) {
  return (bitmap2[index >> 3] & 1 << index % 8) !== 0;
}
function readObject(buf2, index) {
  const pos = index + readInt32(buf2, index);
  const vtable = pos - readInt32(buf2, pos);
  const size = readInt16(buf2, vtable);
  return (index2, read, fallback = null) => {
    if (index2 < size) {
      const off = readInt16(buf2, vtable + index2);
      if (off) return read(buf2, pos + off);
    }
    return fallback;
  };
}
function readOffset(buf2, offset) {
  return offset;
}
function readBoolean(buf2, offset) {
  return !!readInt8(buf2, offset);
}
function readInt8(buf2, offset) {
  return readUint8(buf2, offset) << 24 >> 24;
}
function readUint8(buf2, offset) {
  return buf2[offset];
}
function readInt16(buf2, offset) {
  return readUint16(buf2, offset) << 16 >> 16;
}
function readUint16(buf2, offset) {
  return buf2[offset] | buf2[offset + 1] << 8;
}
function readInt32(buf2, offset) {
  return buf2[offset] | buf2[offset + 1] << 8 | buf2[offset + 2] << 16 | buf2[offset + 3] << 24;
}
function readUint32(buf2, offset) {
  return readInt32(buf2, offset) >>> 0;
}
function readInt64(buf2, offset) {
  return toNumber(BigInt.asIntN(64, BigInt(readUint32(buf2, offset)) + (BigInt(readUint32(buf2, offset + SIZEOF_INT)) << 32n)));
}
function readString(buf2, index) {
  let offset = index + readInt32(buf2, index);
  const length = readInt32(buf2, offset);
  offset += SIZEOF_INT;
  return decodeUtf8(buf2.subarray(offset, offset + length));
}
function readVector(buf2, offset, stride, extract) {
  if (!offset) return [];
  const base = offset + readInt32(buf2, offset);
  return Array.from({
    length: readInt32(buf2, base)
  }, (_, i) => extract(buf2, base + SIZEOF_INT + i * stride));
}

// @uwdata/flechette@2.6.0/src/util/struct.js
var RowIndex = Symbol("rowIndex");
function proxyFactory(names, batches) {
  class RowObject {
    /**
     * Create a new proxy row object representing a struct or table row.
     * @param {number} index The record batch row index.
     */
    constructor(index) {
      this[RowIndex] = index;
    }
    /**
     * Return a JSON-compatible object representation.
     */
    toJSON() {
      return structObject(names, batches, this[RowIndex]);
    }
  }
  ;
  const proto = RowObject.prototype;
  for (let i = 0; i < names.length; ++i) {
    if (Object.hasOwn(proto, names[i])) continue;
    const batch = batches[i];
    Object.defineProperty(proto, names[i], {
      get() {
        return batch.at(this[RowIndex]);
      },
      enumerable: true
    });
  }
  return (index) => new RowObject(index);
}
function objectFactory(names, batches) {
  return (index) => structObject(names, batches, index);
}
function structObject(names, batches, index) {
  const obj = {};
  for (let i = 0; i < names.length; ++i) {
    obj[names[i]] = batches[i].at(index);
  }
  return obj;
}

// @uwdata/flechette@2.6.0/src/batch.js
function isDirectBatch(batch) {
  return batch instanceof DirectBatch;
}
var Batch = class {
  /**
   * The array type to use when extracting data from the batch.
   * A null value indicates that the array type should match
   * the type of the batch's values array.
   * @type {ArrayConstructor | TypedArrayConstructor | null}
   */
  static ArrayType = null;
  /**
   * Create a new column batch.
   * @param {object} options
   * @param {number} options.length The length of the batch
   * @param {number} options.nullCount The null value count
   * @param {DataType} options.type The data type.
   * @param {Uint8Array} [options.validity] Validity bitmap buffer
   * @param {TypedArray} [options.values] Values buffer
   * @param {OffsetArray} [options.offsets] Offsets buffer
   * @param {OffsetArray} [options.sizes] Sizes buffer
   * @param {Batch[]} [options.children] Children batches
   */
  constructor({ length, nullCount, type, validity, values, offsets, sizes, children }) {
    this.length = length;
    this.nullCount = nullCount;
    this.type = type;
    this.validity = validity;
    this.values = values;
    this.offsets = offsets;
    this.sizes = sizes;
    this.children = children;
    if (!nullCount || !this.validity) {
      this.at = (index) => this.value(index);
    }
  }
  /**
   * Provide an informative object string tag.
   */
  get [Symbol.toStringTag]() {
    return "Batch";
  }
  /**
   * Return the value at the given index.
   * @param {number} index The value index.
   * @returns {T | null} The value.
   */
  at(index) {
    return this.isValid(index) ? this.value(index) : null;
  }
  /**
   * Check if a value at the given index is valid (non-null).
   * @param {number} index The value index.
   * @returns {boolean} True if valid, false otherwise.
   */
  isValid(index) {
    return decodeBit(this.validity, index);
  }
  /**
   * Return the value at the given index. This method does not check the
   * validity bitmap and is intended primarily for internal use. In most
   * cases, callers should use the `at()` method instead.
   * @param {number} index The value index
   * @returns {T} The value, ignoring the validity bitmap.
   */
  value(index) {
    return (
      /** @type {T} */
      this.values[index]
    );
  }
  /**
   * Extract an array of values within the given index range. Unlike
   * Array.slice, all arguments are required and may not be negative indices.
   * @param {number} start The starting index, inclusive
   * @param {number} end The ending index, exclusive
   * @returns {ValueArray<T?>} The slice of values
   */
  slice(start, end) {
    const n = end - start;
    const values = Array(n);
    for (let i = 0; i < n; ++i) {
      values[i] = this.at(start + i);
    }
    return values;
  }
  /**
   * Return an iterator over the values in this batch.
   * @returns {Iterator<T?>}
   */
  *[Symbol.iterator]() {
    for (let i = 0; i < this.length; ++i) {
      yield this.at(i);
    }
  }
};
var DirectBatch = class extends Batch {
  /**
   * Create a new column batch with direct value array access.
   * @param {object} options
   * @param {number} options.length The length of the batch
   * @param {number} options.nullCount The null value count
   * @param {DataType} options.type The data type.
   * @param {Uint8Array} [options.validity] Validity bitmap buffer
   * @param {TypedArray} options.values Values buffer
   */
  constructor(options) {
    super(options);
    const { length, values } = this;
    this.values = values.subarray(0, length);
  }
  /**
   * Extract an array of values within the given index range. Unlike
   * Array.slice, all arguments are required and may not be negative indices.
   * When feasible, a zero-copy subarray of a typed array is returned.
   * @param {number} start The starting index, inclusive
   * @param {number} end The ending index, exclusive
   * @returns {ValueArray<T?>} The slice of values
   */
  slice(start, end) {
    return this.nullCount ? super.slice(start, end) : this.values.subarray(start, end);
  }
  /**
   * Return an iterator over the values in this batch.
   * @returns {Iterator<T?>}
   */
  [Symbol.iterator]() {
    return this.nullCount ? super[Symbol.iterator]() : (
      /** @type {Iterator<T?>} */
      this.values[Symbol.iterator]()
    );
  }
};
var NumberBatch = class extends Batch {
  static ArrayType = float64Array;
};
var ArrayBatch = class extends Batch {
  static ArrayType = Array;
};
var NullBatch = class extends ArrayBatch {
  /**
   * @param {number} index The value index
   * @returns {null}
   */
  value(index) {
    return null;
  }
};
var Int64Batch = class extends NumberBatch {
  /**
   * @param {number} index The value index
   */
  value(index) {
    return toNumber(
      /** @type {bigint} */
      this.values[index]
    );
  }
};
var Float16Batch = class extends NumberBatch {
  /**
   * @param {number} index The value index
   */
  value(index) {
    const v = (
      /** @type {number} */
      this.values[index]
    );
    const expo = (v & 31744) >> 10;
    const sigf = (v & 1023) / 1024;
    const sign = (-1) ** ((v & 32768) >> 15);
    switch (expo) {
      case 31:
        return sign * (sigf ? Number.NaN : 1 / 0);
      case 0:
        return sign * (sigf ? 6103515625e-14 * sigf : 0);
    }
    return sign * 2 ** (expo - 15) * (1 + sigf);
  }
};
var BoolBatch = class extends ArrayBatch {
  /**
   * @param {number} index The value index
   */
  value(index) {
    return decodeBit(
      /** @type {Uint8Array} */
      this.values,
      index
    );
  }
};
var Decimal32NumberBatch = class extends NumberBatch {
  constructor(options) {
    super(options);
    const { scale } = (
      /** @type {DecimalType} */
      this.type
    );
    this.scale = 10 ** scale;
  }
  /**
   * @param {number} index The value index
   */
  value(index) {
    return (
      /** @type {number} */
      this.values[index] / this.scale
    );
  }
};
var DecimalBatch = class extends Batch {
  constructor(options) {
    super(options);
    const { bitWidth, scale } = (
      /** @type {DecimalType} */
      this.type
    );
    this.decimal = bitWidth === 64 ? fromDecimal64 : bitWidth === 128 ? fromDecimal128 : fromDecimal256;
    this.scale = 10n ** BigInt(scale);
  }
};
var DecimalNumberBatch = class extends DecimalBatch {
  static ArrayType = float64Array;
  /**
   * @param {number} index The value index
   */
  value(index) {
    return divide(this.decimal(
      /** @type {BigUint64Array} */
      this.values,
      index
    ), this.scale);
  }
};
var DecimalBigIntBatch = class extends DecimalBatch {
  static ArrayType = Array;
  /**
   * @param {number} index The value index
   */
  value(index) {
    return this.decimal(
      /** @type {BigUint64Array} */
      this.values,
      index
    );
  }
};
var DateBatch = class extends ArrayBatch {
  /**
   * Create a new date batch.
   * @param {Batch<number>} batch A batch of timestamp values.
   */
  constructor(batch) {
    super(batch);
    this.source = batch;
  }
  /**
   * @param {number} index The value index
   */
  value(index) {
    return new Date(this.source.value(index));
  }
};
var DateDayBatch = class extends NumberBatch {
  /**
   * @param {number} index The value index
   * @returns {number}
   */
  value(index) {
    return 864e5 * /** @type {number} */
    this.values[index];
  }
};
var DateDayMillisecondBatch = Int64Batch;
var TimestampSecondBatch = class extends Int64Batch {
  /**
   * @param {number} index The value index
   */
  value(index) {
    return super.value(index) * 1e3;
  }
};
var TimestampMillisecondBatch = Int64Batch;
var TimestampMicrosecondBatch = class extends Int64Batch {
  /**
   * @param {number} index The value index
   */
  value(index) {
    return divide(
      /** @type {bigint} */
      this.values[index],
      1000n
    );
  }
};
var TimestampNanosecondBatch = class extends Int64Batch {
  /**
   * @param {number} index The value index
   */
  value(index) {
    return divide(
      /** @type {bigint} */
      this.values[index],
      1000000n
    );
  }
};
var IntervalDayTimeBatch = class extends ArrayBatch {
  /**
   * @param {number} index The value index
   * @returns {Int32Array}
   */
  value(index) {
    const values = (
      /** @type {Int32Array} */
      this.values
    );
    return values.subarray(index << 1, index + 1 << 1);
  }
};
var IntervalMonthDayNanoBatch = class extends ArrayBatch {
  /**
   * @param {number} index The value index
   */
  value(index) {
    const values = (
      /** @type {Uint8Array} */
      this.values
    );
    const base = index << 4;
    return Float64Array.of(readInt32(values, base), readInt32(values, base + 4), readInt64(values, base + 8));
  }
};
var offset32 = ({ values, offsets }, index) => values.subarray(offsets[index], offsets[index + 1]);
var offset64 = ({ values, offsets }, index) => values.subarray(toNumber(offsets[index]), toNumber(offsets[index + 1]));
var BinaryBatch = class extends ArrayBatch {
  /**
   * @param {number} index
   * @returns {Uint8Array}
   */
  value(index) {
    return offset32(this, index);
  }
};
var LargeBinaryBatch = class extends ArrayBatch {
  /**
   * @param {number} index
   * @returns {Uint8Array}
   */
  value(index) {
    return offset64(this, index);
  }
};
var Utf8Batch = class extends ArrayBatch {
  /**
   * @param {number} index
   */
  value(index) {
    return decodeUtf8(offset32(this, index));
  }
};
var LargeUtf8Batch = class extends ArrayBatch {
  /**
   * @param {number} index
   */
  value(index) {
    return decodeUtf8(offset64(this, index));
  }
};
var ListBatch = class extends ArrayBatch {
  /**
   * @param {number} index
   * @returns {ValueArray<V>}
   */
  value(index) {
    const offsets = (
      /** @type {Int32Array} */
      this.offsets
    );
    return this.children[0].slice(offsets[index], offsets[index + 1]);
  }
};
var LargeListBatch = class extends ArrayBatch {
  /**
   * @param {number} index
   * @returns {ValueArray<V>}
   */
  value(index) {
    const offsets = (
      /** @type {BigInt64Array} */
      this.offsets
    );
    return this.children[0].slice(toNumber(offsets[index]), toNumber(offsets[index + 1]));
  }
};
var ListViewBatch = class extends ArrayBatch {
  /**
   * @param {number} index
   * @returns {ValueArray<V>}
   */
  value(index) {
    const a = (
      /** @type {number} */
      this.offsets[index]
    );
    const b = a + /** @type {number} */
    this.sizes[index];
    return this.children[0].slice(a, b);
  }
};
var LargeListViewBatch = class extends ArrayBatch {
  /**
   * @param {number} index
   * @returns {ValueArray<V>}
   */
  value(index) {
    const a = (
      /** @type {bigint} */
      this.offsets[index]
    );
    const b = a + /** @type {bigint} */
    this.sizes[index];
    return this.children[0].slice(toNumber(a), toNumber(b));
  }
};
var FixedBatch = class extends ArrayBatch {
  constructor(options) {
    super(options);
    this.stride = this.type.stride;
  }
};
var FixedBinaryBatch = class extends FixedBatch {
  /**
   * @param {number} index
   * @returns {Uint8Array}
   */
  value(index) {
    const { stride, values } = this;
    return (
      /** @type {Uint8Array} */
      values.subarray(index * stride, (index + 1) * stride)
    );
  }
};
var FixedListBatch = class extends FixedBatch {
  /**
   * @param {number} index
   * @returns {ValueArray<V>}
   */
  value(index) {
    const { children, stride } = this;
    return children[0].slice(index * stride, (index + 1) * stride);
  }
};
function pairs({ children, offsets }, index) {
  const [keys, vals] = children[0].children;
  const start = offsets[index];
  const end = offsets[index + 1];
  const entries = [];
  for (let i = start; i < end; ++i) {
    entries.push([
      keys.at(i),
      vals.at(i)
    ]);
  }
  return entries;
}
var MapEntryBatch = class extends ArrayBatch {
  /**
   * Return the value at the given index.
   * @param {number} index The value index.
   * @returns {[K, V][]} The map entries as an array of [key, value] arrays.
   */
  value(index) {
    return (
      /** @type {[K, V][]} */
      pairs(this, index)
    );
  }
};
var MapBatch = class extends ArrayBatch {
  /**
   * Return the value at the given index.
   * @param {number} index The value index.
   * @returns {Map<K, V>} The map value.
   */
  value(index) {
    return new Map(
      /** @type {[K, V][]} */
      pairs(this, index)
    );
  }
};
var SparseUnionBatch = class extends ArrayBatch {
  /**
   * Create a new column batch.
   * @param {object} options
   * @param {number} options.length The length of the batch
   * @param {number} options.nullCount The null value count
   * @param {DataType} options.type The data type.
   * @param {Uint8Array} [options.validity] Validity bitmap buffer
   * @param {Int32Array} [options.offsets] Offsets buffer
   * @param {Batch[]} options.children Children batches
   * @param {Int8Array} options.typeIds Union type ids buffer
   * @param {Record<string, number>} options.map A typeId to children index map
   */
  constructor({ typeIds, ...options }) {
    super(options);
    this.typeIds = typeIds;
    this.typeMap = this.type.typeMap;
  }
  /**
   * @param {number} index The value index.
   */
  value(index, offset = index) {
    const { typeIds, children, typeMap } = this;
    return children[typeMap[typeIds[index]]].at(offset);
  }
};
var DenseUnionBatch = class extends SparseUnionBatch {
  /**
   * @param {number} index The value index.
   */
  value(index) {
    return super.value(
      index,
      /** @type {number} */
      this.offsets[index]
    );
  }
};
var StructBatch = class extends ArrayBatch {
  constructor(options, factory = objectFactory) {
    super(options);
    this.names = this.type.children.map((child) => child.name);
    this.factory = factory(this.names, this.children);
  }
  /**
   * @param {number} index The value index.
   * @returns {Record<string, any>}
   */
  value(index) {
    return this.factory(index);
  }
};
var StructProxyBatch = class extends StructBatch {
  constructor(options) {
    super(options, proxyFactory);
  }
};
var RunEndEncodedBatch = class extends ArrayBatch {
  /**
   * @param {number} index The value index.
   */
  value(index) {
    const [{ values: runs }, vals] = this.children;
    return vals.at(bisect(
      /** @type {IntegerArray} */
      runs,
      index
    ));
  }
};
var DictionaryBatch = class extends ArrayBatch {
  /**
   * Register the backing dictionary. Dictionaries are added
   * after batch creation as the complete dictionary may not
   * be finished across multiple record batches.
   * @param {Column<T>} dictionary
   * The dictionary of column values.
   */
  setDictionary(dictionary2) {
    this.dictionary = dictionary2;
    this.cache = dictionary2.cache();
    return this;
  }
  /**
   * @param {number} index The value index.
   */
  value(index) {
    return this.cache[this.key(index)];
  }
  /**
   * @param {number} index The value index.
   * @returns {number} The dictionary key
   */
  key(index) {
    return (
      /** @type {number} */
      this.values[index]
    );
  }
};
var ViewBatch = class extends ArrayBatch {
  /**
   * Create a new view batch.
   * @param {object} options Batch options.
   * @param {number} options.length The length of the batch
   * @param {number} options.nullCount The null value count
   * @param {DataType} options.type The data type.
   * @param {Uint8Array} [options.validity] Validity bitmap buffer
   * @param {Uint8Array} options.values Values buffer
   * @param {Uint8Array[]} options.data View data buffers
   */
  constructor({ data, ...options }) {
    super(options);
    this.data = data;
  }
  /**
   * Get the binary data at the provided index.
   * @param {number} index The value index.
   * @returns {Uint8Array}
   */
  view(index) {
    const { values, data } = this;
    const offset = index << 4;
    let start = offset + 4;
    let buf2 = (
      /** @type {Uint8Array} */
      values
    );
    const length = readInt32(buf2, offset);
    if (length > 12) {
      start = readInt32(buf2, offset + 12);
      buf2 = data[readInt32(buf2, offset + 8)];
    }
    return buf2.subarray(start, start + length);
  }
};
var BinaryViewBatch = class extends ViewBatch {
  /**
   * @param {number} index The value index.
   */
  value(index) {
    return this.view(index);
  }
};
var Utf8ViewBatch = class extends ViewBatch {
  /**
   * @param {number} index The value index.
   */
  value(index) {
    return decodeUtf8(this.view(index));
  }
};

// @uwdata/flechette@2.6.0/src/column.js
function columnBuilder(type) {
  let data = [];
  return {
    add(batch) {
      data.push(batch);
      return this;
    },
    clear: () => data = [],
    done: () => new Column(data, type)
  };
}
var Column = class {
  /**
   * Create a new column instance.
   * @param {Batch<T>[]} data The value batches.
   * @param {DataType} [type] The column data type.
   *  If not specified, the type is extracted from the batches.
   */
  constructor(data, type = data[0]?.type) {
    this.type = type;
    this.length = data.reduce((m, c) => m + c.length, 0);
    this.nullCount = data.reduce((m, c) => m + c.nullCount, 0);
    this.data = data;
    const n = data.length;
    const offsets = new Int32Array(n + 1);
    if (n === 1) {
      const [batch] = data;
      offsets[1] = batch.length;
      this.at = (index) => batch.at(index);
    } else {
      for (let i = 0, s = 0; i < n; ++i) {
        offsets[i + 1] = s += data[i].length;
      }
    }
    this.offsets = offsets;
  }
  /**
   * Provide an informative object string tag.
   */
  get [Symbol.toStringTag]() {
    return "Column";
  }
  /**
   * Return an iterator over the values in this column.
   * @returns {Iterator<T?>}
   */
  [Symbol.iterator]() {
    const data = this.data;
    return data.length === 1 ? data[0][Symbol.iterator]() : batchedIterator(data);
  }
  /**
   * Return the column value at the given index. If a column has multiple
   * batches, this method performs binary search over the batch lengths to
   * determine the batch from which to retrieve the value. The search makes
   * lookup less efficient than a standard array access. If making a full
   * scan of a column, consider extracting arrays via `toArray()` or using an
   * iterator (`for (const value of column) {...}`).
   * @param {number} index The row index.
   * @returns {T | null} The value.
   */
  at(index) {
    const { data, offsets } = this;
    const i = bisect(offsets, index) - 1;
    return data[i]?.at(index - offsets[i]);
  }
  /**
   * Return the column value at the given index. This method is the same as
   * `at()` and is provided for better compatibility with Apache Arrow JS.
   * @param {number} index The row index.
   * @returns {T | null} The value.
   */
  get(index) {
    return this.at(index);
  }
  /**
   * Extract column values into a single array instance. When possible,
   * a zero-copy subarray of the input Arrow data is returned.
   * @returns {ValueArray<T?>}
   */
  toArray() {
    const { length, nullCount, data } = this;
    const copy = !nullCount && isDirectBatch(data[0]);
    const n = data.length;
    if (copy && n === 1) {
      return data[0].values;
    }
    const ArrayType = !n || nullCount > 0 ? Array : data[0].constructor.ArrayType ?? data[0].values.constructor;
    const array = new ArrayType(length);
    return copy ? copyArray(array, data) : extractArray(array, data);
  }
  /**
   * Return an array of cached column values.
   * Used internally to accelerate dictionary types.
   */
  cache() {
    return this._cache ?? (this._cache = this.toArray());
  }
};
function* batchedIterator(data) {
  for (let i = 0; i < data.length; ++i) {
    const iter = data[i][Symbol.iterator]();
    for (let next = iter.next(); !next.done; next = iter.next()) {
      yield next.value;
    }
  }
}
function copyArray(array, data) {
  for (let i = 0, offset = 0; i < data.length; ++i) {
    const { values } = data[i];
    array.set(values, offset);
    offset += values.length;
  }
  return array;
}
function extractArray(array, data) {
  let index = -1;
  for (let i = 0; i < data.length; ++i) {
    const batch = data[i];
    for (let j = 0; j < batch.length; ++j) {
      array[++index] = batch.at(j);
    }
  }
  return array;
}

// @uwdata/flechette@2.6.0/src/table.js
var Table = class _Table {
  /**
   * Create a new table with the given schema and columns (children).
   * @param {Schema} schema The table schema.
   * @param {Column[]} children The table columns.
   * @param {boolean} [useProxy=false] Flag indicating if row proxy
   *  objects should be used to represent table rows (default `false`).
   */
  constructor(schema, children, useProxy = false) {
    const names = schema.fields.map((f) => f.name);
    this.schema = schema;
    this.names = names;
    this.children = children;
    this.factory = useProxy ? proxyFactory : objectFactory;
    const gen = [];
    this.getFactory = (b) => gen[b] ?? (gen[b] = this.factory(names, children.map((c) => c.data[b])));
  }
  /**
   * Provide an informative object string tag.
   */
  get [Symbol.toStringTag]() {
    return "Table";
  }
  /**
   * The number of columns in this table.
   * @return {number} The number of columns.
   */
  get numCols() {
    return this.names.length;
  }
  /**
   * The number of rows in this table.
   * @return {number} The number of rows.
   */
  get numRows() {
    return this.children[0]?.length ?? 0;
  }
  /**
   * Return the child column at the given index position.
   * @template {T[keyof T]} R
   * @param {number} index The column index.
   * @returns {Column<R>}
   */
  getChildAt(index) {
    return this.children[index];
  }
  /**
   * Return the first child column with the given name.
   * @template {keyof T} P
   * @param {P} name The column name.
   * @returns {Column<T[P]>}
   */
  getChild(name) {
    const i = this.names.findIndex((x) => x === name);
    return i > -1 ? this.children[i] : void 0;
  }
  /**
   * Construct a new table containing only columns at the specified indices.
   * The order of columns in the new table matches the order of input indices.
   * @template {T[keyof T]} V
   * @param {number[]} indices The indices of columns to keep.
   * @param {string[]} [as] Optional new names for selected columns.
   * @returns {Table<{ [key: string]: V }>} A new table with selected columns.
   */
  selectAt(indices, as = []) {
    const { children, factory, schema } = this;
    const { fields } = schema;
    return new _Table({
      ...schema,
      fields: indices.map((i, j) => renameField(fields[i], as[j]))
    }, indices.map((i) => children[i]), factory === proxyFactory);
  }
  /**
   * Construct a new table containing only columns with the specified names.
   * If columns have duplicate names, the first (with lowest index) is used.
   * The order of columns in the new table matches the order of input names.
   * @template {keyof T} K
   * @param {K[]} names Names of columns to keep.
   * @param {string[]} [as] Optional new names for selected columns.
   * @returns A new table with columns matching the specified names.
   */
  select(names, as) {
    const all = (
      /** @type {K[]} */
      this.names
    );
    const indices = names.map((name) => all.indexOf(name));
    return this.selectAt(indices, as);
  }
  /**
   * Return an object mapping column names to extracted value arrays.
   * @returns {{ [P in keyof T]: ValueArray<T[P]> }}
   */
  toColumns() {
    const { children, names } = this;
    const cols = {};
    names.forEach((name, i) => cols[name] = children[i]?.toArray() ?? []);
    return cols;
  }
  /**
   * Return an array of objects representing the rows of this table.
   * @returns {{ [P in keyof T]: T[P] }[]}
   */
  toArray() {
    const { children, getFactory, numRows } = this;
    const data = children[0]?.data ?? [];
    const output = Array(numRows);
    for (let b = 0, row = -1; b < data.length; ++b) {
      const f = getFactory(b);
      for (let i = 0; i < data[b].length; ++i) {
        output[++row] = f(i);
      }
    }
    return output;
  }
  /**
   * Return an iterator over objects representing the rows of this table.
   * @returns {Generator<{ [P in keyof T]: T[P] }, any, any>}
   */
  *[Symbol.iterator]() {
    const { children, getFactory } = this;
    const data = children[0]?.data ?? [];
    for (let b = 0; b < data.length; ++b) {
      const f = getFactory(b);
      for (let i = 0; i < data[b].length; ++i) {
        yield f(i);
      }
    }
  }
  /**
   * Return a row object for the given index.
   * @param {number} index The row index.
   * @returns {{ [P in keyof T]: T[P] }} The row object.
   */
  at(index) {
    const { children, getFactory, numRows } = this;
    if (index < 0 || index >= numRows) return null;
    const [{ offsets }] = children;
    const b = bisect(offsets, index) - 1;
    return getFactory(b)(index - offsets[b]);
  }
  /**
   * Return a row object for the given index. This method is the same as
   * `at()` and is provided for better compatibility with Apache Arrow JS.
   * @param {number} index The row index.
   * @returns {{ [P in keyof T]: T[P] }} The row object.
   */
  get(index) {
    return this.at(index);
  }
};
function renameField(field2, name) {
  return name != null && name !== field2.name ? {
    ...field2,
    name
  } : field2;
}

// @uwdata/flechette@2.6.0/src/batch-type.js
function batchType(type, options = {}) {
  const { typeId, bitWidth, mode, precision, unit } = (
    /** @type {any} */
    type
  );
  const { useBigInt, useBigIntTimestamp, useDate, useDecimalInt, useMap, useProxy } = options;
  switch (typeId) {
    case Type.Null:
      return NullBatch;
    case Type.Bool:
      return BoolBatch;
    case Type.Int:
    case Type.Time:
    case Type.Duration:
      return useBigInt || bitWidth < 64 ? DirectBatch : Int64Batch;
    case Type.Float:
      return precision ? DirectBatch : Float16Batch;
    case Type.Date:
      return wrap(unit === DateUnit.DAY ? DateDayBatch : DateDayMillisecondBatch, useDate && DateBatch);
    case Type.Timestamp:
      return useBigIntTimestamp ? DirectBatch : wrap(unit === TimeUnit.SECOND ? TimestampSecondBatch : unit === TimeUnit.MILLISECOND ? TimestampMillisecondBatch : unit === TimeUnit.MICROSECOND ? TimestampMicrosecondBatch : TimestampNanosecondBatch, useDate && DateBatch);
    case Type.Decimal:
      return bitWidth === 32 ? useDecimalInt ? DirectBatch : Decimal32NumberBatch : useDecimalInt ? DecimalBigIntBatch : DecimalNumberBatch;
    case Type.Interval:
      return unit === IntervalUnit.DAY_TIME ? IntervalDayTimeBatch : unit === IntervalUnit.YEAR_MONTH ? DirectBatch : IntervalMonthDayNanoBatch;
    case Type.FixedSizeBinary:
      return FixedBinaryBatch;
    case Type.Utf8:
      return Utf8Batch;
    case Type.LargeUtf8:
      return LargeUtf8Batch;
    case Type.Binary:
      return BinaryBatch;
    case Type.LargeBinary:
      return LargeBinaryBatch;
    case Type.BinaryView:
      return BinaryViewBatch;
    case Type.Utf8View:
      return Utf8ViewBatch;
    case Type.List:
      return ListBatch;
    case Type.LargeList:
      return LargeListBatch;
    case Type.Map:
      return useMap ? MapBatch : MapEntryBatch;
    case Type.ListView:
      return ListViewBatch;
    case Type.LargeListView:
      return LargeListViewBatch;
    case Type.FixedSizeList:
      return FixedListBatch;
    case Type.Struct:
      return useProxy ? StructProxyBatch : StructBatch;
    case Type.RunEndEncoded:
      return RunEndEncodedBatch;
    case Type.Dictionary:
      return DictionaryBatch;
    case Type.Union:
      return mode ? DenseUnionBatch : SparseUnionBatch;
  }
  throw new Error(invalidDataType(typeId));
}
function wrap(BaseClass, WrapperClass) {
  return WrapperClass ? class WrapBatch extends WrapperClass {
    constructor(options) {
      super(new BaseClass(options));
    }
  } : BaseClass;
}

// @uwdata/flechette@2.6.0/src/encode/builder.js
function writeInt32(buf2, index, value) {
  buf2[index] = value;
  buf2[index + 1] = value >> 8;
  buf2[index + 2] = value >> 16;
  buf2[index + 3] = value >> 24;
}
function writeInt64(buf2, index, value) {
  const v = BigInt(value);
  writeInt32(buf2, index + 4, Number(BigInt.asIntN(32, v >> BigInt(32))));
  writeInt32(buf2, index + 0, Number(BigInt.asIntN(32, v)));
}
var INIT_SIZE = 1024;
var Builder = class {
  /**
   * Create a new builder instance.
   * @param {Sink} sink The byte consumer.
   */
  constructor(sink) {
    this.sink = sink;
    this.minalign = 1;
    this.buf = new Uint8Array(INIT_SIZE);
    this.space = INIT_SIZE;
    this.vtables = [];
    this.outputBytes = 0;
  }
  /**
   * Returns the flatbuffer offset, relative to the end of the current buffer.
   * @returns {number} Offset relative to the end of the buffer.
   */
  offset() {
    return this.buf.length - this.space;
  }
  /**
   * Write a flatbuffer int8 value at the current buffer position
   * and advance the internal cursor.
   * @param {number} value
   */
  writeInt8(value) {
    this.buf[this.space -= 1] = value;
  }
  /**
   * Write a flatbuffer int16 value at the current buffer position
   * and advance the internal cursor.
   * @param {number} value
   */
  writeInt16(value) {
    this.buf[this.space -= 2] = value;
    this.buf[this.space + 1] = value >> 8;
  }
  /**
   * Write a flatbuffer int32 value at the current buffer position
   * and advance the internal cursor.
   * @param {number} value
   */
  writeInt32(value) {
    writeInt32(this.buf, this.space -= 4, value);
  }
  /**
   * Write a flatbuffer int64 value at the current buffer position
   * and advance the internal cursor.
   * @param {number} value
   */
  writeInt64(value) {
    writeInt64(this.buf, this.space -= 8, value);
  }
  /**
   * Add a flatbuffer int8 value, properly aligned,
   * @param value The int8 value to add the buffer.
   */
  addInt8(value) {
    prep(this, 1, 0);
    this.writeInt8(value);
  }
  /**
   * Add a flatbuffer int16 value, properly aligned,
   * @param value The int16 value to add the buffer.
   */
  addInt16(value) {
    prep(this, 2, 0);
    this.writeInt16(value);
  }
  /**
   * Add a flatbuffer int32 value, properly aligned,
   * @param value The int32 value to add the buffer.
   */
  addInt32(value) {
    prep(this, 4, 0);
    this.writeInt32(value);
  }
  /**
   * Add a flatbuffer int64 values, properly aligned.
   * @param value The int64 value to add the buffer.
   */
  addInt64(value) {
    prep(this, 8, 0);
    this.writeInt64(value);
  }
  /**
   * Add a flatbuffer offset, relative to where it will be written.
   * @param {number} offset The offset to add.
   */
  addOffset(offset) {
    prep(this, SIZEOF_INT, 0);
    this.writeInt32(this.offset() - offset + SIZEOF_INT);
  }
  /**
   * Add a flatbuffer object (vtable).
   * @param {number} numFields The maximum number of fields
   *  this object may include.
   * @param {(tableBuilder: ReturnType<typeof objectBuilder>) => void} [addFields]
   *  A callback function that writes all fields using an object builder.
   * @returns {number} The object offset.
   */
  addObject(numFields, addFields) {
    const b = objectBuilder(this, numFields);
    addFields?.(b);
    return b.finish();
  }
  /**
   * Add a flatbuffer vector (list).
   * @template T
   * @param {T[]} items An array of items to write.
   * @param {number} itemSize The size in bytes of a serialized item.
   * @param {number} alignment The desired byte alignment value.
   * @param {(builder: this, item: T) => void} writeItem A callback
   *  function that writes a vector item to this builder.
   * @returns {number} The vector offset.
   */
  addVector(items, itemSize, alignment, writeItem) {
    const n = items?.length;
    if (!n) return 0;
    prep(this, SIZEOF_INT, itemSize * n);
    prep(this, alignment, itemSize * n);
    for (let i = n; --i >= 0; ) {
      writeItem(this, items[i]);
    }
    this.writeInt32(n);
    return this.offset();
  }
  /**
   * Convenience method for writing a vector of byte buffer offsets.
   * @param {number[]} offsets
   * @returns {number} The vector offset.
   */
  addOffsetVector(offsets) {
    return this.addVector(offsets, 4, 4, (b, off) => b.addOffset(off));
  }
  /**
   * Add a flatbuffer UTF-8 string.
   * @param {string} s The string to encode.
   * @return {number} The string offset.
   */
  addString(s) {
    if (s == null) return 0;
    const utf82 = encodeUtf8(s);
    const n = utf82.length;
    this.addInt8(0);
    prep(this, SIZEOF_INT, n);
    this.buf.set(utf82, this.space -= n);
    this.writeInt32(n);
    return this.offset();
  }
  /**
   * Finish the current flatbuffer by adding a root offset.
   * @param {number} rootOffset The root offset.
   */
  finish(rootOffset) {
    prep(this, this.minalign, SIZEOF_INT);
    this.addOffset(rootOffset);
  }
  /**
   * Flush the current flatbuffer byte buffer content to the sink,
   * and reset the flatbuffer builder state.
   */
  flush() {
    const { buf: buf2, sink } = this;
    const bytes = buf2.subarray(this.space, buf2.length);
    sink.write(bytes);
    this.outputBytes += bytes.byteLength;
    this.minalign = 1;
    this.vtables = [];
    this.buf = new Uint8Array(INIT_SIZE);
    this.space = INIT_SIZE;
  }
  /**
   * Add a byte buffer directly to the builder sink. This method bypasses
   * any unflushed flatbuffer state and leaves it unchanged, writing the
   * buffer to the sink *before* the flatbuffer.
   * The buffer will be padded for 64-bit (8-byte) alignment as needed.
   * @param {Uint8Array} buffer The buffer to add.
   * @returns {number} The total byte count of the buffer and padding.
   */
  addBuffer(buffer2) {
    const size = buffer2.byteLength;
    if (!size) return 0;
    this.sink.write(buffer2);
    this.outputBytes += size;
    const pad = (size + 7 & ~7) - size;
    this.addPadding(pad);
    return size + pad;
  }
  /**
   * Write padding bytes directly to the builder sink. This method bypasses
   * any unflushed flatbuffer state and leaves it unchanged, writing the
   * padding bytes to the sink *before* the flatbuffer.
   * @param {number} byteCount The number of padding bytes.
   */
  addPadding(byteCount) {
    if (byteCount > 0) {
      this.sink.write(new Uint8Array(byteCount));
      this.outputBytes += byteCount;
    }
  }
};
function prep(builder2, size, additionalBytes) {
  let { buf: buf2, space, minalign } = builder2;
  if (size > minalign) {
    builder2.minalign = size;
  }
  const bufSize = buf2.length;
  const used = bufSize - space + additionalBytes;
  const alignSize = ~used + 1 & size - 1;
  buf2 = grow(buf2, used + alignSize + size - 1, true);
  space += buf2.length - bufSize;
  for (let i = 0; i < alignSize; ++i) {
    buf2[--space] = 0;
  }
  builder2.buf = buf2;
  builder2.space = space;
}
function objectBuilder(builder2, numFields) {
  const vtable = Array(numFields).fill(0);
  const startOffset = builder2.offset();
  function slot(index) {
    vtable[index] = builder2.offset();
  }
  return {
    /**
     * Add an int8-valued table field.
     * @param {number} index
     * @param {number} value
     * @param {number} defaultValue
     */
    addInt8(index, value, defaultValue) {
      if (value != defaultValue) {
        builder2.addInt8(value);
        slot(index);
      }
    },
    /**
     * Add an int16-valued table field.
     * @param {number} index
     * @param {number} value
     * @param {number} defaultValue
     */
    addInt16(index, value, defaultValue) {
      if (value != defaultValue) {
        builder2.addInt16(value);
        slot(index);
      }
    },
    /**
     * Add an int32-valued table field.
     * @param {number} index
     * @param {number} value
     * @param {number} defaultValue
     */
    addInt32(index, value, defaultValue) {
      if (value != defaultValue) {
        builder2.addInt32(value);
        slot(index);
      }
    },
    /**
     * Add an int64-valued table field.
     * @param {number} index
     * @param {number} value
     * @param {number} defaultValue
     */
    addInt64(index, value, defaultValue) {
      if (value != defaultValue) {
        builder2.addInt64(value);
        slot(index);
      }
    },
    /**
     * Add a buffer offset-valued table field.
     * @param {number} index
     * @param {number} value
     * @param {number} defaultValue
     */
    addOffset(index, value, defaultValue) {
      if (value != defaultValue) {
        builder2.addOffset(value);
        slot(index);
      }
    },
    /**
     * Write the vtable to the buffer and return the table offset.
     * @returns {number} The buffer offset to the vtable.
     */
    finish() {
      builder2.addInt32(0);
      const vtableOffset = builder2.offset();
      let i = numFields;
      while (--i >= 0 && vtable[i] === 0) {
      }
      const size = i + 1;
      for (; i >= 0; --i) {
        builder2.addInt16(vtable[i] ? vtableOffset - vtable[i] : 0);
      }
      const standardFields = 2;
      builder2.addInt16(vtableOffset - startOffset);
      const len = (size + standardFields) * SIZEOF_SHORT;
      builder2.addInt16(len);
      let existingTable = 0;
      const { buf: buf2, vtables, space: vt1 } = builder2;
      outer_loop: for (i = 0; i < vtables.length; ++i) {
        const vt2 = buf2.length - vtables[i];
        if (len == readInt16(buf2, vt2)) {
          for (let j = SIZEOF_SHORT; j < len; j += SIZEOF_SHORT) {
            if (readInt16(buf2, vt1 + j) != readInt16(buf2, vt2 + j)) {
              continue outer_loop;
            }
          }
          existingTable = vtables[i];
          break;
        }
      }
      if (existingTable) {
        builder2.space = buf2.length - vtableOffset;
        writeInt32(buf2, builder2.space, existingTable - vtableOffset);
      } else {
        const off = builder2.offset();
        vtables.push(off);
        writeInt32(buf2, buf2.length - vtableOffset, off - vtableOffset);
      }
      return vtableOffset;
    }
  };
}

// @uwdata/flechette@2.6.0/src/compression.js
var LENGTH_NO_COMPRESSED_DATA = -1;
var COMPRESS_LENGTH_PREFIX = 8;
function missingCodec(type) {
  return `Missing compression codec "${keyFor(CompressionType, type)}" (id ${type})`;
}
var codecs = /* @__PURE__ */ new Map();
function setCompressionCodec(type, codec) {
  codecs.set(type, codec);
}
function getCompressionCodec(type) {
  return type != null && codecs.get(type) || null;
}
function decompressBuffer(body, { offset, length }, codec) {
  if (length === 0) {
    return {
      bytes: new Uint8Array(0),
      offset: 0,
      length: 0
    };
  }
  const ulen = readInt64(body, offset);
  const buf2 = body.subarray(offset + COMPRESS_LENGTH_PREFIX, offset + length);
  const bytes = ulen === LENGTH_NO_COMPRESSED_DATA ? buf2 : codec.decode(buf2, ulen);
  return {
    bytes,
    offset: 0,
    length: bytes.length
  };
}
function compressBuffer(bytes, codec) {
  const compressed = codec.encode(bytes);
  const keep = compressed.length < bytes.length;
  const data = keep ? compressed : bytes;
  const buf2 = new Uint8Array(COMPRESS_LENGTH_PREFIX + data.length);
  writeInt64(buf2, 0, keep ? bytes.length : LENGTH_NO_COMPRESSED_DATA);
  buf2.set(data, COMPRESS_LENGTH_PREFIX);
  return buf2;
}

// @uwdata/flechette@2.6.0/src/decode/block.js
function decodeBlock(buf2, index) {
  return {
    offset: readInt64(buf2, index),
    metadataLength: readInt32(buf2, index + 8),
    bodyLength: readInt64(buf2, index + 16)
  };
}
function decodeBlocks(buf2, index) {
  return readVector(buf2, index, 24, decodeBlock);
}

// @uwdata/flechette@2.6.0/src/decode/body-compression.js
function decodeBodyCompression(buf2, index) {
  const get = readObject(buf2, index);
  return {
    codec: (
      /** @type {CompressionType_} */
      get(4, readInt8, CompressionType.LZ4_FRAME)
    ),
    method: (
      /** @type {BodyCompressionMethod_} */
      get(6, readInt8, BodyCompressionMethod.BUFFER)
    )
  };
}

// @uwdata/flechette@2.6.0/src/decode/record-batch.js
function decodeRecordBatch(buf2, index, version) {
  const get = readObject(buf2, index);
  const offset = version < Version.V4 ? 8 : 0;
  return {
    length: get(4, readInt64, 0),
    nodes: readVector(buf2, get(6, readOffset), 16, (buf3, pos) => ({
      length: readInt64(buf3, pos),
      nullCount: readInt64(buf3, pos + 8)
    })),
    regions: readVector(buf2, get(8, readOffset), 16 + offset, (buf3, pos) => ({
      offset: readInt64(buf3, pos + offset),
      length: readInt64(buf3, pos + offset + 8)
    })),
    compression: get(10, decodeBodyCompression),
    variadic: readVector(buf2, get(12, readOffset), 8, readInt64)
  };
}

// @uwdata/flechette@2.6.0/src/decode/dictionary-batch.js
function decodeDictionaryBatch(buf2, index, version) {
  const get = readObject(buf2, index);
  return {
    id: get(4, readInt64, 0),
    data: get(6, (buf3, off) => decodeRecordBatch(buf3, off, version)),
    /**
     * If isDelta is true the values in the dictionary are to be appended to a
     * dictionary with the indicated id. If isDelta is false this dictionary
     * should replace the existing dictionary.
     */
    isDelta: get(8, readBoolean, false)
  };
}

// @uwdata/flechette@2.6.0/src/decode/data-type.js
function decodeDataType(buf2, index, typeId, children) {
  checkOneOf(typeId, Type, invalidDataType);
  const get = readObject(buf2, index);
  switch (typeId) {
    // types without flatbuffer objects
    case Type.Binary:
      return binary();
    case Type.Utf8:
      return utf8();
    case Type.LargeBinary:
      return largeBinary();
    case Type.LargeUtf8:
      return largeUtf8();
    case Type.List:
      return list(children[0]);
    case Type.ListView:
      return listView(children[0]);
    case Type.LargeList:
      return largeList(children[0]);
    case Type.LargeListView:
      return largeListView(children[0]);
    case Type.Struct:
      return struct(children);
    case Type.RunEndEncoded:
      return runEndEncoded(children[0], children[1]);
    // types with flatbuffer objects
    case Type.Int:
      return int(
        // @ts-ignore
        get(4, readInt32, 0),
        get(6, readBoolean, false)
        // signed
      );
    case Type.Float:
      return float(
        // @ts-ignore
        get(4, readInt16, Precision.HALF)
        // precision
      );
    case Type.Decimal:
      return decimal(
        get(4, readInt32, 0),
        get(6, readInt32, 0),
        // @ts-ignore
        get(8, readInt32, 128)
        // bitwidth
      );
    case Type.Date:
      return date(
        // @ts-ignore
        get(4, readInt16, DateUnit.MILLISECOND)
        // unit
      );
    case Type.Time:
      return time(
        // @ts-ignore
        get(4, readInt16, TimeUnit.MILLISECOND)
        // unit
      );
    case Type.Timestamp:
      return timestamp(
        // @ts-ignore
        get(4, readInt16, TimeUnit.SECOND),
        get(6, readString)
        // timezone
      );
    case Type.Interval:
      return interval(
        // @ts-ignore
        get(4, readInt16, IntervalUnit.YEAR_MONTH)
        // unit
      );
    case Type.Duration:
      return duration(
        // @ts-ignore
        get(4, readInt16, TimeUnit.MILLISECOND)
        // unit
      );
    case Type.FixedSizeBinary:
      return fixedSizeBinary(
        get(4, readInt32, 0)
        // stride
      );
    case Type.FixedSizeList:
      return fixedSizeList(children[0], get(4, readInt32, 0));
    case Type.Map:
      return mapType(get(4, readBoolean, false), children[0]);
    case Type.Union:
      return union(
        // @ts-ignore
        get(4, readInt16, UnionMode.Sparse),
        children,
        readVector(buf2, get(6, readOffset), 4, readInt32)
        // type ids
      );
  }
  return {
    typeId
  };
}

// @uwdata/flechette@2.6.0/src/decode/metadata.js
function decodeMetadata(buf2, index) {
  const entries = readVector(buf2, index, 4, (buf3, pos) => {
    const get = readObject(buf3, pos);
    return (
      /** @type {[string, string]} */
      [
        get(4, readString),
        get(6, readString)
        // 6: key (string)
      ]
    );
  });
  return entries.length ? new Map(entries) : null;
}

// @uwdata/flechette@2.6.0/src/decode/schema.js
function decodeSchema(buf2, index, version) {
  const get = readObject(buf2, index);
  return {
    version,
    endianness: (
      /** @type {Endianness_} */
      get(4, readInt16, 0)
    ),
    fields: get(6, decodeSchemaFields, []),
    metadata: get(8, decodeMetadata)
  };
}
function decodeSchemaFields(buf2, fieldsOffset) {
  return readVector(buf2, fieldsOffset, 4, decodeField);
}
function decodeField(buf2, index) {
  const get = readObject(buf2, index);
  const typeId = get(8, readUint8, Type.NONE);
  const typeOffset = get(10, readOffset, 0);
  const dict = get(12, decodeDictionary);
  const children = get(14, decodeFieldChildren, []);
  let type = decodeDataType(buf2, typeOffset, typeId, children);
  if (dict) {
    dict.dictionary = type;
    type = dict;
  }
  return {
    name: get(4, readString),
    type,
    nullable: get(6, readBoolean, false),
    metadata: get(16, decodeMetadata)
  };
}
function decodeFieldChildren(buf2, fieldOffset) {
  return readVector(buf2, fieldOffset, 4, decodeField);
}
function decodeDictionary(buf2, index) {
  if (!index) return null;
  const get = readObject(buf2, index);
  return dictionary(null, get(6, decodeInt, int32()), get(8, readBoolean, false), get(4, readInt64, 0));
}
function decodeInt(buf2, index) {
  return (
    /** @type {IntType} */
    decodeDataType(buf2, index, Type.Int)
  );
}

// @uwdata/flechette@2.6.0/src/decode/message.js
var invalidMessageMetadata = (expected, actual) => `Expected to read ${expected} metadata bytes, but only read ${actual}.`;
var invalidMessageBodyLength = (expected, actual) => `Expected to read ${expected} bytes for message body, but only read ${actual}.`;
var invalidMessageType = (type) => `Unsupported message type: ${type} (${keyFor(MessageHeader, type)})`;
function decodeMessage(buf2, index) {
  let metadataLength = readInt32(buf2, index) || 0;
  index += SIZEOF_INT;
  if (metadataLength === -1) {
    metadataLength = readInt32(buf2, index) || 0;
    index += SIZEOF_INT;
  }
  if (metadataLength === 0) return null;
  const head = buf2.subarray(index, index += metadataLength);
  if (head.byteLength < metadataLength) {
    throw new Error(invalidMessageMetadata(metadataLength, head.byteLength));
  }
  const get = readObject(head, 0);
  const version = (
    /** @type {Version_} */
    get(4, readInt16, Version.V1)
  );
  const type = (
    /** @type {MessageHeader_} */
    get(6, readUint8, MessageHeader.NONE)
  );
  const offset = get(8, readOffset, 0);
  const bodyLength = get(10, readInt64, 0);
  let content;
  if (offset) {
    const decoder = type === MessageHeader.Schema ? decodeSchema : type === MessageHeader.DictionaryBatch ? decodeDictionaryBatch : type === MessageHeader.RecordBatch ? decodeRecordBatch : null;
    if (!decoder) throw new Error(invalidMessageType(type));
    content = decoder(head, offset, version);
    if (bodyLength > 0) {
      const body = buf2.subarray(index, index += bodyLength);
      if (body.byteLength < bodyLength) {
        throw new Error(invalidMessageBodyLength(bodyLength, body.byteLength));
      }
      content.body = body;
    } else if (type !== MessageHeader.Schema) {
      content.body = new Uint8Array(0);
    }
  }
  return {
    version,
    type,
    index,
    content
  };
}

// @uwdata/flechette@2.6.0/src/decode/decode-ipc.js
function decodeIPC(data) {
  const source = isArrayBufferLike(data) ? new Uint8Array(data) : data;
  return isUint8Array(source) && isArrowFileFormat(source) ? decodeIPCFile(source) : decodeIPCStream(source);
}
function isArrowFileFormat(buf2) {
  if (!buf2 || buf2.length < 4) return false;
  for (let i = 0; i < 6; ++i) {
    if (MAGIC[i] !== buf2[i]) return false;
  }
  return true;
}
function decodeIPCStream(data) {
  const stream = [
    data
  ].flat();
  let schema;
  const records = [];
  const dictionaries = [];
  const dictsBeforeRecord = [];
  for (const buf2 of stream) {
    if (!isUint8Array(buf2)) {
      throw new Error(`IPC data batch was not a Uint8Array.`);
    }
    let offset = 0;
    while (true) {
      const m = decodeMessage(buf2, offset);
      if (m === null) break;
      offset = m.index;
      if (!m.content) continue;
      switch (m.type) {
        case MessageHeader.Schema:
          if (!schema) schema = m.content;
          break;
        case MessageHeader.RecordBatch:
          records.push(m.content);
          dictsBeforeRecord.push(dictionaries.length);
          break;
        case MessageHeader.DictionaryBatch:
          dictionaries.push(m.content);
          break;
      }
    }
  }
  return (
    /** @type {ArrowData} */
    {
      schema,
      dictionaries,
      records,
      dictsBeforeRecord,
      metadata: null
    }
  );
}
function decodeIPCFile(data) {
  const offset = data.byteLength - (MAGIC.length + 4);
  const length = readInt32(data, offset);
  const get = readObject(data, offset - length);
  const version = (
    /** @type {Version_} */
    get(4, readInt16, Version.V1)
  );
  const dicts = get(8, decodeBlocks, []);
  const recs = get(10, decodeBlocks, []);
  const dictsBeforeRecord = recs.map((rec) => dicts.filter((d) => d.offset < rec.offset).length);
  return (
    /** @type {ArrowData} */
    {
      schema: get(6, (buf2, index) => decodeSchema(buf2, index, version)),
      dictionaries: dicts.map(({ offset: offset2 }) => decodeMessage(data, offset2).content),
      records: recs.map(({ offset: offset2 }) => decodeMessage(data, offset2).content),
      dictsBeforeRecord,
      metadata: get(12, decodeMetadata)
    }
  );
}

// @uwdata/flechette@2.6.0/src/decode/table-from-ipc.js
function tableFromIPC(data, options) {
  return createTable(decodeIPC(data), options);
}
function createTable(data, options = {}) {
  const { schema = {
    fields: []
  }, dictionaries, records, dictsBeforeRecord } = data;
  const { version, fields } = schema;
  const dictionaryMap = /* @__PURE__ */ new Map();
  const context = contextGenerator(options, version, dictionaryMap);
  const dictionaryTypes = /* @__PURE__ */ new Map();
  visitSchemaFields(schema, (field2) => {
    const type = field2.type;
    if (type.typeId === Type.Dictionary) {
      dictionaryTypes.set(type.id, type.dictionary);
    }
  });
  const processDict = (dict) => {
    const { id, data: dictData, isDelta, body } = dict;
    const type = dictionaryTypes.get(id);
    const batch = visit(type, context({
      ...dictData,
      body
    }));
    const existing = dictionaryMap.get(id);
    if (!existing) {
      if (isDelta) {
        throw new Error("Delta update can not be first dictionary batch.");
      }
      dictionaryMap.set(id, new Column([
        batch
      ], type));
    } else if (isDelta) {
      dictionaryMap.set(id, new Column([
        ...existing.data,
        batch
      ], type));
    } else {
      dictionaryMap.set(id, new Column([
        batch
      ], type));
    }
  };
  const cols = fields.map((f) => columnBuilder(f.type));
  let dictIdx = 0;
  for (let i = 0; i < records.length; i++) {
    const target = dictsBeforeRecord ? dictsBeforeRecord[i] : dictionaries.length;
    while (dictIdx < target) {
      processDict(dictionaries[dictIdx++]);
    }
    const ctx = context(records[i]);
    fields.forEach((f, idx) => cols[idx].add(visit(f.type, ctx)));
  }
  while (dictIdx < dictionaries.length) {
    processDict(dictionaries[dictIdx++]);
  }
  return new Table(schema, cols.map((c) => c.done()), options.useProxy);
}
function visitSchemaFields(schema, visitor) {
  schema.fields.forEach(function visitField(field2) {
    visitor(field2);
    field2.type.dictionary?.children?.forEach(visitField);
    field2.type.children?.forEach(visitField);
  });
}
function contextGenerator(options, version, dictionaryMap) {
  const base = {
    version,
    options,
    dictionary: (id) => dictionaryMap.get(id)
  };
  return (batch) => {
    const { length, nodes, regions, compression, variadic, body } = batch;
    let nodeIndex = -1;
    let bufferIndex = -1;
    let variadicIndex = -1;
    return {
      ...base,
      length,
      node: () => nodes[++nodeIndex],
      buffer: (ArrayType) => {
        const { bytes, length: length2, offset } = maybeDecompress(body, regions[++bufferIndex], compression);
        return ArrayType ? new ArrayType(bytes.buffer, bytes.byteOffset + offset, length2 / ArrayType.BYTES_PER_ELEMENT) : bytes.subarray(offset, offset + length2);
      },
      variadic: () => variadic[++variadicIndex],
      visit(children) {
        return children.map((f) => visit(f.type, this));
      }
    };
  };
}
function maybeDecompress(body, region, compression) {
  if (!compression) {
    return {
      bytes: body,
      ...region
    };
  } else if (compression.method !== BodyCompressionMethod.BUFFER) {
    throw new Error(`Unknown compression method (${compression.method})`);
  } else {
    const id = compression.codec;
    const codec = getCompressionCodec(id);
    if (!codec) throw new Error(missingCodec(id));
    return decompressBuffer(body, region, codec);
  }
}
function visit(type, ctx) {
  const { typeId } = type;
  const { options, node, buffer: buffer2, variadic, version } = ctx;
  const BatchType = batchType(type, options);
  const base = {
    ...node(),
    type
  };
  if (typeId === Type.Null) {
    return new BatchType({
      ...base,
      nullCount: base.length
    });
  }
  switch (typeId) {
    // validity and data value buffers
    case Type.Bool:
    case Type.Int:
    case Type.Time:
    case Type.Duration:
    case Type.Float:
    case Type.Decimal:
    case Type.Date:
    case Type.Timestamp:
    case Type.Interval:
    case Type.FixedSizeBinary:
      return new BatchType({
        ...base,
        validity: buffer2(),
        values: buffer2(type.values)
      });
    // validity, offset, and value buffers
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Binary:
    case Type.LargeBinary:
      return new BatchType({
        ...base,
        validity: buffer2(),
        offsets: buffer2(type.offsets),
        values: buffer2()
      });
    // views with variadic buffers
    case Type.BinaryView:
    case Type.Utf8View:
      return new BatchType({
        ...base,
        validity: buffer2(),
        values: buffer2(),
        data: Array.from({
          length: variadic()
        }, () => buffer2())
        // data buffers
      });
    // validity, offset, and list child
    case Type.List:
    case Type.LargeList:
    case Type.Map:
      return new BatchType({
        ...base,
        validity: buffer2(),
        offsets: buffer2(type.offsets),
        children: ctx.visit(type.children)
      });
    // validity, offset, size, and list child
    case Type.ListView:
    case Type.LargeListView:
      return new BatchType({
        ...base,
        validity: buffer2(),
        offsets: buffer2(type.offsets),
        sizes: buffer2(type.offsets),
        children: ctx.visit(type.children)
      });
    // validity and children
    case Type.FixedSizeList:
    case Type.Struct:
      return new BatchType({
        ...base,
        validity: buffer2(),
        children: ctx.visit(type.children)
      });
    // children only
    case Type.RunEndEncoded:
      return new BatchType({
        ...base,
        children: ctx.visit(type.children)
      });
    // dictionary
    case Type.Dictionary: {
      const { id, indices } = type;
      return new BatchType({
        ...base,
        validity: buffer2(),
        values: buffer2(indices.values)
      }).setDictionary(ctx.dictionary(id));
    }
    // union
    case Type.Union: {
      if (version < Version.V5) {
        buffer2();
      }
      return new BatchType({
        ...base,
        typeIds: buffer2(int8Array),
        offsets: type.mode === UnionMode.Sparse ? null : buffer2(type.offsets),
        children: ctx.visit(type.children)
      });
    }
    // unsupported type
    default:
      throw new Error(invalidDataType(typeId));
  }
}

// @uwdata/flechette@2.6.0/src/encode/record-batch.js
function encodeRecordBatch(builder2, batch, compression) {
  const { nodes, regions, variadic } = batch;
  const nodeVector = builder2.addVector(nodes, 16, 8, (builder3, node) => {
    builder3.writeInt64(node.nullCount);
    builder3.writeInt64(node.length);
    return builder3.offset();
  });
  const regionVector = builder2.addVector(regions, 16, 8, (builder3, region) => {
    builder3.writeInt64(region.length);
    builder3.writeInt64(region.offset);
    return builder3.offset();
  });
  const variadicVector = builder2.addVector(variadic, 8, 8, (builder3, count) => builder3.addInt64(count));
  return builder2.addObject(5, (b) => {
    b.addInt64(0, nodes[0].length, 0);
    b.addOffset(1, nodeVector, 0);
    b.addOffset(2, regionVector, 0);
    b.addOffset(3, encodeCompression(builder2, compression), 0);
    b.addOffset(4, variadicVector, 0);
  });
}
function encodeCompression(builder2, compression) {
  if (!compression) return 0;
  const { codec, method } = compression;
  return builder2.addObject(2, (b) => {
    b.addInt8(0, codec, CompressionType.LZ4_FRAME);
    b.addInt8(1, method, BodyCompressionMethod.BUFFER);
  });
}

// @uwdata/flechette@2.6.0/src/encode/dictionary-batch.js
function encodeDictionaryBatch(builder2, dictionaryBatch, compression) {
  const dataOffset = encodeRecordBatch(builder2, dictionaryBatch.data, compression);
  return builder2.addObject(3, (b) => {
    b.addInt64(0, dictionaryBatch.id, 0);
    b.addOffset(1, dataOffset, 0);
    b.addInt8(2, +dictionaryBatch.isDelta, 0);
  });
}

// @uwdata/flechette@2.6.0/src/encode/metadata.js
function encodeMetadata(builder2, metadata) {
  return metadata?.size > 0 ? builder2.addOffsetVector(Array.from(metadata, ([k, v]) => {
    const key = builder2.addString(`${k}`);
    const val = builder2.addString(`${v}`);
    return builder2.addObject(2, (b) => {
      b.addOffset(0, key, 0);
      b.addOffset(1, val, 0);
    });
  })) : 0;
}

// @uwdata/flechette@2.6.0/src/encode/data-type.js
function encodeDataType(builder2, type) {
  const typeId = checkOneOf(type.typeId, Type, invalidDataType);
  switch (typeId) {
    case Type.Dictionary:
      return encodeDictionary(builder2, type);
    case Type.Int:
      return encodeInt(builder2, type);
    case Type.Float:
      return encodeFloat(builder2, type);
    case Type.Decimal:
      return encodeDecimal(builder2, type);
    case Type.Date:
      return encodeDate(builder2, type);
    case Type.Time:
      return encodeTime(builder2, type);
    case Type.Timestamp:
      return encodeTimestamp(builder2, type);
    case Type.Interval:
      return encodeInterval(builder2, type);
    case Type.Duration:
      return encodeDuration(builder2, type);
    case Type.FixedSizeBinary:
    case Type.FixedSizeList:
      return encodeFixedSize(builder2, type);
    case Type.Map:
      return encodeMap(builder2, type);
    case Type.Union:
      return encodeUnion(builder2, type);
  }
  return builder2.addObject(0);
}
function encodeDate(builder2, type) {
  return builder2.addObject(1, (b) => {
    b.addInt16(0, type.unit, DateUnit.MILLISECOND);
  });
}
function encodeDecimal(builder2, type) {
  return builder2.addObject(3, (b) => {
    b.addInt32(0, type.precision, 0);
    b.addInt32(1, type.scale, 0);
    b.addInt32(2, type.bitWidth, 128);
  });
}
function encodeDuration(builder2, type) {
  return builder2.addObject(1, (b) => {
    b.addInt16(0, type.unit, TimeUnit.MILLISECOND);
  });
}
function encodeFixedSize(builder2, type) {
  return builder2.addObject(1, (b) => {
    b.addInt32(0, type.stride, 0);
  });
}
function encodeFloat(builder2, type) {
  return builder2.addObject(1, (b) => {
    b.addInt16(0, type.precision, Precision.HALF);
  });
}
function encodeInt(builder2, type) {
  return builder2.addObject(2, (b) => {
    b.addInt32(0, type.bitWidth, 0);
    b.addInt8(1, +type.signed, 0);
  });
}
function encodeInterval(builder2, type) {
  return builder2.addObject(1, (b) => {
    b.addInt16(0, type.unit, IntervalUnit.YEAR_MONTH);
  });
}
function encodeMap(builder2, type) {
  return builder2.addObject(1, (b) => {
    b.addInt8(0, +type.keysSorted, 0);
  });
}
function encodeTime(builder2, type) {
  return builder2.addObject(2, (b) => {
    b.addInt16(0, type.unit, TimeUnit.MILLISECOND);
    b.addInt32(1, type.bitWidth, 32);
  });
}
function encodeTimestamp(builder2, type) {
  const timezoneOffset = builder2.addString(type.timezone);
  return builder2.addObject(2, (b) => {
    b.addInt16(0, type.unit, TimeUnit.SECOND);
    b.addOffset(1, timezoneOffset, 0);
  });
}
function encodeUnion(builder2, type) {
  const typeIdsOffset = builder2.addVector(type.typeIds, 4, 4, (builder3, value) => builder3.addInt32(value));
  return builder2.addObject(2, (b) => {
    b.addInt16(0, type.mode, UnionMode.Sparse);
    b.addOffset(1, typeIdsOffset, 0);
  });
}
function encodeDictionary(builder2, type) {
  return builder2.addObject(4, (b) => {
    b.addInt64(0, type.id, 0);
    b.addOffset(1, encodeDataType(builder2, type.indices), 0);
    b.addInt8(2, +type.ordered, 0);
  });
}

// @uwdata/flechette@2.6.0/src/encode/schema.js
var isLittleEndian = new Uint16Array(new Uint8Array([
  1,
  0
]).buffer)[0] === 1;
function encodeSchema(builder2, schema) {
  const { fields, metadata } = schema;
  const fieldOffsets = fields.map((f) => encodeField(builder2, f));
  const fieldsVectorOffset = builder2.addOffsetVector(fieldOffsets);
  const metadataOffset = encodeMetadata(builder2, metadata);
  return builder2.addObject(4, (b) => {
    b.addInt16(0, +!isLittleEndian, 0);
    b.addOffset(1, fieldsVectorOffset, 0);
    b.addOffset(2, metadataOffset, 0);
  });
}
function encodeField(builder2, field2) {
  const { name, nullable, type, metadata } = field2;
  let { typeId } = type;
  let typeOffset = 0;
  let dictionaryOffset = 0;
  if (typeId !== Type.Dictionary) {
    typeOffset = encodeDataType(builder2, type);
  } else {
    const dict = (
      /** @type {DictionaryType} */
      type.dictionary
    );
    typeId = dict.typeId;
    dictionaryOffset = encodeDataType(builder2, type);
    typeOffset = encodeDataType(builder2, dict);
  }
  const childOffsets = (type.children || []).map((f) => encodeField(builder2, f));
  const childrenVectorOffset = builder2.addOffsetVector(childOffsets);
  const metadataOffset = encodeMetadata(builder2, metadata);
  const nameOffset = builder2.addString(name);
  return builder2.addObject(7, (b) => {
    b.addOffset(0, nameOffset, 0);
    b.addInt8(1, +nullable, 0);
    b.addInt8(2, typeId, Type.NONE);
    b.addOffset(3, typeOffset, 0);
    b.addOffset(4, dictionaryOffset, 0);
    b.addOffset(5, childrenVectorOffset, 0);
    b.addOffset(6, metadataOffset, 0);
  });
}

// @uwdata/flechette@2.6.0/src/encode/footer.js
function writeFooter(builder2, schema, dictBlocks, recordBlocks, metadata) {
  const metadataOffset = encodeMetadata(builder2, metadata);
  const recsOffset = builder2.addVector(recordBlocks, 24, 8, encodeBlock);
  const dictsOffset = builder2.addVector(dictBlocks, 24, 8, encodeBlock);
  const schemaOffset = encodeSchema(builder2, schema);
  builder2.finish(builder2.addObject(5, (b) => {
    b.addInt16(0, Version.V5, Version.V1);
    b.addOffset(1, schemaOffset, 0);
    b.addOffset(2, dictsOffset, 0);
    b.addOffset(3, recsOffset, 0);
    b.addOffset(4, metadataOffset, 0);
  }));
  const size = builder2.offset();
  builder2.addInt32(0);
  builder2.addInt32(-1);
  builder2.flush();
  builder2.sink.write(new Uint8Array(Int32Array.of(size).buffer));
  builder2.sink.write(MAGIC);
}
function encodeBlock(builder2, { offset, metadataLength, bodyLength }) {
  builder2.writeInt64(bodyLength);
  builder2.writeInt32(0);
  builder2.writeInt32(metadataLength);
  builder2.writeInt64(offset);
  return builder2.offset();
}

// @uwdata/flechette@2.6.0/src/encode/message.js
function writeMessage(builder2, headerType, headerOffset, bodyLength, blocks) {
  builder2.finish(builder2.addObject(5, (b) => {
    b.addInt16(0, Version.V5, Version.V1);
    b.addInt8(1, headerType, MessageHeader.NONE);
    b.addOffset(2, headerOffset, 0);
    b.addInt64(3, bodyLength, 0);
  }));
  const prefixSize = 8;
  const messageSize = builder2.offset();
  const alignedSize = messageSize + prefixSize + 7 & ~7;
  blocks?.push({
    offset: builder2.outputBytes,
    metadataLength: alignedSize,
    bodyLength
  });
  builder2.addInt32(alignedSize - prefixSize);
  builder2.addInt32(-1);
  builder2.flush();
  builder2.addPadding(alignedSize - messageSize - prefixSize);
}

// @uwdata/flechette@2.6.0/src/encode/sink.js
var Sink = class {
  /**
   * Write bytes to this sink.
   * @param {Uint8Array} bytes The byte buffer to write.
   */
  write(bytes) {
  }
  /**
   * Write padding bytes (zeroes) to this sink.
   * @param {number} byteCount The number of padding bytes.
   */
  pad(byteCount) {
    this.write(new Uint8Array(byteCount));
  }
  /**
   * @returns {Uint8Array | null}
   */
  finish() {
    return null;
  }
};
var MemorySink = class extends Sink {
  /**
   * A sink that collects bytes in memory.
   */
  constructor() {
    super();
    this.buffers = [];
  }
  /**
   * Write bytes
   * @param {Uint8Array} bytes
   */
  write(bytes) {
    this.buffers.push(bytes);
  }
  /**
   * @returns {Uint8Array}
   */
  finish() {
    const bufs = this.buffers;
    const size = bufs.reduce((sum, b) => sum + b.byteLength, 0);
    const buf2 = new Uint8Array(size);
    for (let i = 0, off = 0; i < bufs.length; ++i) {
      buf2.set(bufs[i], off);
      off += bufs[i].byteLength;
    }
    return buf2;
  }
};

// @uwdata/flechette@2.6.0/src/encode/encode-ipc.js
var STREAM = "stream";
var FILE = "file";
function encodeIPC(data, { sink, format = STREAM, codec } = {}) {
  if (format !== STREAM && format !== FILE) {
    throw new Error(`Unrecognized Arrow IPC format: ${format}`);
  }
  const { schema, dictionaries = [], records = [], metadata } = data;
  const builder2 = new Builder(sink || new MemorySink());
  const file = format === FILE;
  const dictBlocks = [];
  const recordBlocks = [];
  const compression = codec != null ? {
    codec,
    method: BodyCompressionMethod.BUFFER
  } : null;
  if (file) {
    builder2.addBuffer(MAGIC);
  }
  if (schema) {
    writeMessage(builder2, MessageHeader.Schema, encodeSchema(builder2, schema), 0);
  }
  for (const dict of dictionaries) {
    const { data: data2 } = dict;
    writeMessage(builder2, MessageHeader.DictionaryBatch, encodeDictionaryBatch(builder2, dict, compression), data2.byteLength, dictBlocks);
    writeBuffers(builder2, data2.buffers);
  }
  for (const batch of records) {
    writeMessage(builder2, MessageHeader.RecordBatch, encodeRecordBatch(builder2, batch, compression), batch.byteLength, recordBlocks);
    writeBuffers(builder2, batch.buffers);
  }
  builder2.addBuffer(EOS);
  if (file) {
    writeFooter(builder2, schema, dictBlocks, recordBlocks, metadata);
  }
  return builder2.sink;
}
function writeBuffers(builder2, buffers) {
  for (let i = 0; i < buffers.length; ++i) {
    builder2.addBuffer(buffers[i]);
  }
}

// @uwdata/flechette@2.6.0/src/encode/table-to-ipc.js
function tableToIPC(table, options) {
  if (typeof options === "string") {
    options = {
      format: options
    };
  }
  const id = options?.codec;
  const codec = getCompressionCodec(id);
  if (id != null && !codec) throw new Error(missingCodec(id));
  const columns = table.children;
  checkBatchLengths(columns);
  const { dictionaries, idMap } = assembleDictionaryBatches(columns, codec);
  const records = assembleRecordBatches(columns, codec);
  const schema = assembleSchema(table.schema, idMap);
  const data = {
    schema,
    dictionaries,
    records
  };
  return encodeIPC(data, {
    ...options,
    codec: id
  }).finish();
}
function checkBatchLengths(columns) {
  const n = columns[0]?.data.map((d) => d.length);
  columns.forEach(({ data }) => {
    if (data.length !== n.length || data.some((b, i) => b.length !== n[i])) {
      throw new Error("Columns have inconsistent batch sizes.");
    }
  });
}
function assembleContext(codec) {
  let byteLength = 0;
  const nodes = [];
  const regions = [];
  const buffers = [];
  const variadic = [];
  return {
    /**
     * @param {number} length
     * @param {number} nullCount
     */
    node(length, nullCount) {
      nodes.push({
        length,
        nullCount
      });
    },
    /**
     * @param {TypedArray} b
     */
    buffer(b) {
      const bytes = new Uint8Array(b.buffer, b.byteOffset, b.byteLength);
      const buf2 = codec ? compressBuffer(bytes, codec) : bytes;
      const length = buf2.byteLength;
      regions.push({
        offset: byteLength,
        length
      });
      buffers.push(buf2);
      byteLength += length + 7 & ~7;
    },
    /**
     * @param {number} length
     */
    variadic(length) {
      variadic.push(length);
    },
    /**
     * @param {DataType} type
     * @param {Batch} batch
     */
    children(type, batch) {
      type.children.forEach((field2, index) => {
        visit2(field2.type, batch.children[index], this);
      });
    },
    /**
     * @returns {RecordBatch}
     */
    done() {
      return {
        byteLength,
        nodes,
        regions,
        variadic,
        buffers
      };
    }
  };
}
function assembleDictionaryBatches(columns, codec) {
  const dictionaries = [];
  const dictMap = /* @__PURE__ */ new Map();
  const idMap = /* @__PURE__ */ new Map();
  let id = -1;
  const visitor = (dictionaryColumn) => {
    if (!dictMap.has(dictionaryColumn)) {
      dictMap.set(dictionaryColumn, ++id);
      for (let i = 0; i < dictionaryColumn.data.length; ++i) {
        dictionaries.push({
          id,
          isDelta: i > 0,
          data: assembleRecordBatch([
            dictionaryColumn
          ], i, codec)
        });
      }
      idMap.set(dictionaryColumn.type, id);
    } else {
      idMap.set(dictionaryColumn.type, dictMap.get(dictionaryColumn));
    }
  };
  columns.forEach((col) => visitDictionaries(col.data[0], visitor));
  return {
    dictionaries,
    idMap
  };
}
function visitDictionaries(batch, visitor) {
  if (batch?.type.typeId === Type.Dictionary) {
    const dictionary2 = batch.dictionary;
    visitor(dictionary2);
    visitDictionaries(dictionary2.data[0], visitor);
  }
  batch?.children?.forEach((child) => visitDictionaries(child, visitor));
}
function assembleSchema(schema, idMap) {
  if (!idMap.size) return schema;
  const visit3 = (type) => {
    if (type.typeId === Type.Dictionary) {
      type.id = idMap.get(type.dictionary);
      visitDictType(type);
    }
    if (type.children) {
      (type.children = type.children.slice()).forEach(visitFields);
    }
  };
  const visitFields = (field2, index, array) => {
    const type = {
      ...field2.type
    };
    array[index] = {
      ...field2,
      type
    };
    visit3(type);
  };
  const visitDictType = (parentType) => {
    const type = {
      ...parentType.dictionary
    };
    parentType.dictionary = type;
    visit3(type);
  };
  schema = {
    ...schema,
    fields: schema.fields.slice()
  };
  schema.fields.forEach(visitFields);
  return schema;
}
function assembleRecordBatches(columns, codec) {
  return (columns[0]?.data || []).map((_, index) => assembleRecordBatch(columns, index, codec));
}
function assembleRecordBatch(columns, batchIndex = 0, codec) {
  const ctx = assembleContext(codec);
  columns.forEach((column) => {
    visit2(column.type, column.data[batchIndex], ctx);
  });
  return ctx.done();
}
function visit2(type, batch, ctx) {
  const { typeId } = type;
  ctx.node(batch.length, batch.nullCount);
  if (typeId === Type.Null) return;
  switch (typeId) {
    // validity and value buffers
    // backing dictionaries handled elsewhere
    case Type.Bool:
    case Type.Int:
    case Type.Time:
    case Type.Duration:
    case Type.Float:
    case Type.Date:
    case Type.Timestamp:
    case Type.Decimal:
    case Type.Interval:
    case Type.FixedSizeBinary:
    case Type.Dictionary:
      ctx.buffer(batch.validity);
      ctx.buffer(batch.values);
      return;
    // validity, offset, and value buffers
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Binary:
    case Type.LargeBinary:
      ctx.buffer(batch.validity);
      ctx.buffer(batch.offsets);
      ctx.buffer(batch.values);
      return;
    // views with variadic buffers
    case Type.BinaryView:
    case Type.Utf8View:
      ctx.buffer(batch.validity);
      ctx.buffer(batch.values);
      ctx.variadic(batch.data.length);
      batch.data.forEach((b) => ctx.buffer(b));
      return;
    // validity, offset, and list child
    case Type.List:
    case Type.LargeList:
    case Type.Map:
      ctx.buffer(batch.validity);
      ctx.buffer(batch.offsets);
      ctx.children(type, batch);
      return;
    // validity, offset, size, and list child
    case Type.ListView:
    case Type.LargeListView:
      ctx.buffer(batch.validity);
      ctx.buffer(batch.offsets);
      ctx.buffer(batch.sizes);
      ctx.children(type, batch);
      return;
    // validity and children
    case Type.FixedSizeList:
    case Type.Struct:
      ctx.buffer(batch.validity);
      ctx.children(type, batch);
      return;
    // children only
    case Type.RunEndEncoded:
      ctx.children(type, batch);
      return;
    // union
    case Type.Union: {
      ctx.buffer(batch.typeIds);
      if (type.mode === UnionMode.Dense) {
        ctx.buffer(batch.offsets);
      }
      ctx.children(type, batch);
      return;
    }
    // unsupported type
    default:
      throw new Error(invalidDataType(typeId));
  }
}

// @uwdata/flechette@2.6.0/src/build/buffer.js
function buffer(arrayType2) {
  return new Buffer(arrayType2);
}
var Buffer = class {
  /**
   * Create a new resizable buffer instance.
   * @param {TypedArrayConstructor} arrayType
   */
  constructor(arrayType2 = uint8Array) {
    this.buf = new arrayType2(512);
  }
  /**
   * Return the underlying data as a 64-bit aligned array of minimum size.
   * @param {number} size The desired minimum array size.
   * @returns {TypedArray} The 64-bit aligned array.
   */
  array(size) {
    return align(this.buf, size);
  }
  /**
   * Prepare for writes to the given index, resizing as necessary.
   * @param {number} index The array index to prepare to write to.
   */
  prep(index) {
    if (index >= this.buf.length) {
      this.buf = grow(this.buf, index);
    }
  }
  /**
   * Return the value at the given index.
   * @param {number} index The array index.
   */
  get(index) {
    return this.buf[index];
  }
  /**
   * Set a value at the given index.
   * @param {number | bigint} value The value to set.
   * @param {number} index The index to write to.
   */
  set(value, index) {
    this.prep(index);
    this.buf[index] = value;
  }
  /**
   * Write a byte array at the given index. The method should be called
   * only when the underlying buffer is of type Uint8Array.
   * @param {Uint8Array} bytes The byte array.
   * @param {number} index The starting index to write to.
   */
  write(bytes, index) {
    this.prep(index + bytes.length);
    this.buf.set(bytes, index);
  }
};
function bitmap() {
  return new Bitmap();
}
var Bitmap = class extends Buffer {
  /**
   * Set a bit to true at the given bitmap index.
   * @param {number} index The index to write to.
   */
  set(index) {
    const i = index >> 3;
    this.prep(i);
    this.buf[i] |= 1 << index % 8;
  }
};

// @uwdata/flechette@2.6.0/src/build/builders/batch.js
var BatchBuilder = class {
  constructor(type, ctx) {
    this.type = type;
    this.ctx = ctx;
    this.batchClass = ctx.batchType(type);
  }
  /**
   * Initialize the builder state.
   * @returns {this} This builder.
   */
  init() {
    this.index = -1;
    return this;
  }
  /**
   * Write a value to the builder.
   * @param {*} value
   * @param {number} index
   * @returns {boolean | void}
   */
  set(value, index) {
    this.index = index;
    return false;
  }
  /**
   * Returns a batch constructor options object.
   * Used internally to marshal batch data.
   * @returns {Record<string, any>}
   */
  done() {
    return null;
  }
  /**
   * Returns a completed batch and reinitializes the builder state.
   * @returns {Batch}
   */
  batch() {
    const b = new this.batchClass(this.done());
    this.init();
    return b;
  }
};

// @uwdata/flechette@2.6.0/src/build/builders/validity.js
var ValidityBuilder = class extends BatchBuilder {
  constructor(type, ctx) {
    super(type, ctx);
  }
  init() {
    this.nullCount = 0;
    this.validity = bitmap();
    return super.init();
  }
  /**
   * @param {*} value
   * @param {number} index
   * @returns {boolean | void}
   */
  set(value, index) {
    this.index = index;
    const isValid = value != null;
    if (isValid) {
      this.validity.set(index);
    } else {
      this.nullCount++;
    }
    return isValid;
  }
  done() {
    const { index, nullCount, type, validity } = this;
    return {
      length: index + 1,
      nullCount,
      type,
      validity: nullCount ? validity.array((index >> 3) + 1) : new uint8Array(0)
    };
  }
};

// @uwdata/flechette@2.6.0/src/build/builders/dictionary.js
function dictionaryContext() {
  const idMap = /* @__PURE__ */ new Map();
  const dicts = /* @__PURE__ */ new Set();
  return {
    /**
     * Get a dictionary values builder for the given dictionary type.
     * @param {DictionaryType} type The dictionary type.
     * @param {BuilderContext} ctx The builder context.
     * @returns {DictionaryValues}
     */
    get(type, ctx) {
      const id = type.id;
      if (id >= 0 && idMap.has(id)) {
        return idMap.get(id);
      } else {
        const dict = dictionaryValues(type, ctx);
        if (id >= 0) idMap.set(id, dict);
        dicts.add(dict);
        return dict;
      }
    },
    /**
     * Finish building dictionary values columns and assign them to
     * their corresponding dictionary batches.
     * @param {ExtractionOptions} options
     */
    finish(options) {
      dicts.forEach((dict) => dict.finish(options));
    }
  };
}
function dictionaryValues(type, ctx) {
  const keys = (
    /** @type {Record<string, number>} */
    /* @__PURE__ */ Object.create(null)
  );
  const values = ctx.builder(type.dictionary);
  const batches = [];
  values.init();
  let index = -1;
  return {
    type,
    values,
    add(batch) {
      batches.push(batch);
      return batch;
    },
    key(value) {
      const v = keyString(value);
      let k = keys[v];
      if (k === void 0) {
        keys[v] = k = ++index;
        values.set(value, k);
      }
      return k;
    },
    finish(options) {
      const valueType = type.dictionary;
      const batch = new (batchType(valueType, options))(values.done());
      const dictionary2 = new Column([
        batch
      ]);
      batches.forEach((batch2) => batch2.setDictionary(dictionary2));
    }
  };
}
var DictionaryBuilder = class extends ValidityBuilder {
  constructor(type, ctx) {
    super(type, ctx);
    this.dict = ctx.dictionary(type);
  }
  init() {
    this.values = buffer(this.type.indices.values);
    return super.init();
  }
  set(value, index) {
    if (super.set(value, index)) {
      this.values.set(this.dict.key(value), index);
    }
  }
  done() {
    return {
      ...super.done(),
      values: this.values.array(this.index + 1)
    };
  }
  batch() {
    return this.dict.add(super.batch());
  }
};

// @uwdata/flechette@2.6.0/src/build/infer-type.js
function inferType(visit3) {
  const profile = profiler();
  visit3((value) => profile.add(value));
  return profile.type();
}
function profiler() {
  let length = 0;
  let nullCount = 0;
  let boolCount = 0;
  let numberCount = 0;
  let intCount = 0;
  let bigintCount = 0;
  let dateCount = 0;
  let dayCount = 0;
  let stringCount = 0;
  let arrayCount = 0;
  let structCount = 0;
  let min = Infinity;
  let max = -Infinity;
  let minLength = Infinity;
  let maxLength = -Infinity;
  let minBigInt;
  let maxBigInt;
  let arrayProfile;
  let structProfiles = {};
  return {
    add(value) {
      length++;
      if (value == null) {
        nullCount++;
        return;
      }
      switch (typeof value) {
        case "string":
          stringCount++;
          break;
        case "number":
          numberCount++;
          if (value < min) min = value;
          if (value > max) max = value;
          if (Number.isInteger(value)) intCount++;
          break;
        case "bigint":
          bigintCount++;
          if (minBigInt === void 0) {
            minBigInt = maxBigInt = value;
          } else {
            if (value < minBigInt) minBigInt = value;
            if (value > maxBigInt) maxBigInt = value;
          }
          break;
        case "boolean":
          boolCount++;
          break;
        case "object":
          if (value instanceof Date) {
            dateCount++;
            if (+value % 864e5 === 0) dayCount++;
          } else if (isArray(value)) {
            arrayCount++;
            const len = value.length;
            if (len < minLength) minLength = len;
            if (len > maxLength) maxLength = len;
            arrayProfile ??= profiler();
            value.forEach(arrayProfile.add);
          } else {
            structCount++;
            for (const key in value) {
              const fieldProfiler = structProfiles[key] ?? (structProfiles[key] = profiler());
              fieldProfiler.add(value[key]);
            }
          }
      }
    },
    type() {
      const valid = length - nullCount;
      return valid === 0 ? nullType() : intCount === valid ? intType(min, max) : numberCount === valid ? float64() : bigintCount === valid ? bigintType(minBigInt, maxBigInt) : boolCount === valid ? bool() : dayCount === valid ? dateDay() : dateCount === valid ? timestamp() : stringCount === valid ? dictionary(utf8()) : arrayCount === valid ? arrayType(arrayProfile.type(), minLength, maxLength) : structCount === valid ? struct(Object.entries(structProfiles).map((_) => field(_[0], _[1].type()))) : unionType();
    }
  };
}
function arrayType(type, minLength, maxLength) {
  return maxLength === minLength ? fixedSizeList(type, minLength) : list(type);
}
function intType(min, max) {
  const v = Math.max(Math.abs(min) - 1, max);
  return v < 1 << 7 ? int8() : v < 1 << 15 ? int16() : v < 2 ** 31 ? int32() : float64();
}
function bigintType(min, max) {
  const v = -min > max ? -min - 1n : max;
  if (v >= 2 ** 63) {
    throw new Error(`BigInt exceeds 64 bits: ${v}`);
  }
  return int64();
}
function unionType() {
  throw new Error("Mixed types detected, please define a union type.");
}

// @uwdata/flechette@2.6.0/src/build/builders/binary.js
var BinaryBuilder = class extends ValidityBuilder {
  constructor(type, ctx) {
    super(type, ctx);
    this.toOffset = toOffset(type.offsets);
  }
  init() {
    this.offsets = buffer(this.type.offsets);
    this.values = buffer();
    this.pos = 0;
    return super.init();
  }
  set(value, index) {
    const { offsets, values, toOffset: toOffset2 } = this;
    if (super.set(value, index)) {
      values.write(value, this.pos);
      this.pos += value.length;
    }
    offsets.set(toOffset2(this.pos), index + 1);
  }
  done() {
    return {
      ...super.done(),
      offsets: this.offsets.array(this.index + 2),
      values: this.values.array(this.pos + 1)
    };
  }
};

// @uwdata/flechette@2.6.0/src/build/builders/bool.js
var BoolBuilder = class extends ValidityBuilder {
  constructor(type, ctx) {
    super(type, ctx);
  }
  init() {
    this.values = bitmap();
    return super.init();
  }
  set(value, index) {
    super.set(value, index);
    if (value) this.values.set(index);
  }
  done() {
    return {
      ...super.done(),
      values: this.values.array((this.index >> 3) + 1)
    };
  }
};

// @uwdata/flechette@2.6.0/src/build/builders/decimal.js
var DecimalBuilder = class extends ValidityBuilder {
  constructor(type, ctx) {
    super(type, ctx);
    this.scale = 10 ** type.scale;
    this.stride = type.bitWidth >> 6;
  }
  init() {
    this.values = buffer(this.type.values);
    return super.init();
  }
  set(value, index) {
    const { scale, stride, values } = this;
    if (super.set(value, index)) {
      values.prep((index + 1) * stride);
      toDecimal(value, values.buf, index * stride, stride, scale);
    }
  }
  done() {
    const { index, stride, values } = this;
    return {
      ...super.done(),
      values: values.array((index + 1) * stride)
    };
  }
};

// @uwdata/flechette@2.6.0/src/build/builders/fixed-size-binary.js
var FixedSizeBinaryBuilder = class extends ValidityBuilder {
  constructor(type, ctx) {
    super(type, ctx);
    this.stride = type.stride;
  }
  init() {
    this.values = buffer();
    return super.init();
  }
  set(value, index) {
    if (super.set(value, index)) {
      this.values.write(value, index * this.stride);
    }
  }
  done() {
    const { stride, values } = this;
    return {
      ...super.done(),
      values: values.array(stride * (this.index + 1))
    };
  }
};

// @uwdata/flechette@2.6.0/src/build/builders/fixed-size-list.js
var FixedSizeListBuilder = class extends ValidityBuilder {
  constructor(type, ctx) {
    super(type, ctx);
    this.child = ctx.builder(this.type.children[0].type);
    this.stride = type.stride;
  }
  init() {
    this.child.init();
    return super.init();
  }
  set(value, index) {
    const { child, stride } = this;
    const base = index * stride;
    if (super.set(value, index)) {
      for (let i = 0; i < stride; ++i) {
        child.set(value[i], base + i);
      }
    } else {
      child.index = base + stride;
    }
  }
  done() {
    const { child } = this;
    return {
      ...super.done(),
      children: [
        child.batch()
      ]
    };
  }
};

// @uwdata/flechette@2.6.0/src/build/builders/interval.js
var IntervalDayTimeBuilder = class extends ValidityBuilder {
  init() {
    this.values = buffer(this.type.values);
    return super.init();
  }
  set(value, index) {
    if (super.set(value, index)) {
      const i = index << 1;
      this.values.set(value[0], i);
      this.values.set(value[1], i + 1);
    }
  }
  done() {
    return {
      ...super.done(),
      values: this.values.array(this.index + 1 << 1)
    };
  }
};
var IntervalMonthDayNanoBuilder = class extends ValidityBuilder {
  init() {
    this.values = buffer();
    return super.init();
  }
  set(value, index) {
    if (super.set(value, index)) {
      this.values.write(toMonthDayNanoBytes(value), index << 4);
    }
  }
  done() {
    return {
      ...super.done(),
      values: this.values.array(this.index + 1 << 4)
    };
  }
};

// @uwdata/flechette@2.6.0/src/build/builders/list.js
var AbstractListBuilder = class extends ValidityBuilder {
  constructor(type, ctx, child) {
    super(type, ctx);
    this.child = child;
  }
  init() {
    this.child.init();
    const offsetType = this.type.offsets;
    this.offsets = buffer(offsetType);
    this.toOffset = toOffset(offsetType);
    this.pos = 0;
    return super.init();
  }
  done() {
    return {
      ...super.done(),
      offsets: this.offsets.array(this.index + 2),
      children: [
        this.child.batch()
      ]
    };
  }
};
var ListBuilder = class extends AbstractListBuilder {
  constructor(type, ctx) {
    super(type, ctx, ctx.builder(type.children[0].type));
  }
  set(value, index) {
    const { child, offsets, toOffset: toOffset2 } = this;
    if (super.set(value, index)) {
      value.forEach((v) => child.set(v, this.pos++));
    }
    offsets.set(toOffset2(this.pos), index + 1);
  }
};

// @uwdata/flechette@2.6.0/src/build/builders/struct.js
var AbstractStructBuilder = class extends ValidityBuilder {
  constructor(type, ctx) {
    super(type, ctx);
    this.children = type.children.map((c) => ctx.builder(c.type));
  }
  init() {
    this.children.forEach((c) => c.init());
    return super.init();
  }
  done() {
    const { children } = this;
    children.forEach((c) => c.index = this.index);
    return {
      ...super.done(),
      children: children.map((c) => c.batch())
    };
  }
};
var StructBuilder = class extends AbstractStructBuilder {
  constructor(type, ctx) {
    super(type, ctx);
    this.setters = this.children.map((child, i) => {
      const name = type.children[i].name;
      return (value, index) => child.set(value?.[name], index);
    });
  }
  set(value, index) {
    super.set(value, index);
    const setters = this.setters;
    for (let i = 0; i < setters.length; ++i) {
      setters[i](value, index);
    }
  }
};

// @uwdata/flechette@2.6.0/src/build/builders/map.js
var MapBuilder = class extends AbstractListBuilder {
  constructor(type, ctx) {
    super(type, ctx, new MapStructBuilder(type.children[0].type, ctx));
  }
  set(value, index) {
    const { child, offsets, toOffset: toOffset2 } = this;
    if (super.set(value, index)) {
      for (const keyValuePair of value) {
        child.set(keyValuePair, this.pos++);
      }
    }
    offsets.set(toOffset2(this.pos), index + 1);
  }
};
var MapStructBuilder = class extends AbstractStructBuilder {
  set(value, index) {
    super.set(value, index);
    const [key, val] = this.children;
    key.set(value[0], index);
    val.set(value[1], index);
  }
};

// @uwdata/flechette@2.6.0/src/build/builders/run-end-encoded.js
var NO_VALUE = {};
var RunEndEncodedBuilder = class extends BatchBuilder {
  constructor(type, ctx) {
    super(type, ctx);
    this.children = type.children.map((c) => ctx.builder(c.type));
  }
  init() {
    this.pos = 0;
    this.key = null;
    this.value = NO_VALUE;
    this.children.forEach((c) => c.init());
    return super.init();
  }
  next() {
    const [runs, vals] = this.children;
    runs.set(this.index + 1, this.pos);
    vals.set(this.value, this.pos++);
  }
  set(value, index) {
    if (value !== this.value) {
      const key = keyString(value);
      if (key !== this.key) {
        if (this.key) this.next();
        this.key = key;
        this.value = value;
      }
    }
    this.index = index;
  }
  done() {
    this.next();
    const { children, index, type } = this;
    return {
      length: index + 1,
      nullCount: 0,
      type,
      children: children.map((c) => c.batch())
    };
  }
};

// @uwdata/flechette@2.6.0/src/build/builders/union.js
var AbstractUnionBuilder = class extends BatchBuilder {
  constructor(type, ctx) {
    super(type, ctx);
    this.children = type.children.map((c) => ctx.builder(c.type));
    this.typeMap = type.typeMap;
    this.lookup = type.typeIdForValue;
  }
  init() {
    this.nullCount = 0;
    this.typeIds = buffer(int8Array);
    this.children.forEach((c) => c.init());
    return super.init();
  }
  set(value, index) {
    const { children, lookup, typeMap, typeIds } = this;
    this.index = index;
    const typeId = lookup(value, index);
    const child = children[typeMap[typeId]];
    typeIds.set(typeId, index);
    if (value == null) ++this.nullCount;
    this.update(value, index, child);
  }
  done() {
    const { children, nullCount, type, typeIds } = this;
    const length = this.index + 1;
    return {
      length,
      nullCount,
      type,
      typeIds: typeIds.array(length),
      children: children.map((c) => c.batch())
    };
  }
};
var SparseUnionBuilder = class extends AbstractUnionBuilder {
  update(value, index, child) {
    child.set(value, index);
    this.children.forEach((c) => {
      if (c !== child) c.set(null, index);
    });
  }
};
var DenseUnionBuilder = class extends AbstractUnionBuilder {
  init() {
    this.offsets = buffer(this.type.offsets);
    return super.init();
  }
  update(value, index, child) {
    const offset = child.index + 1;
    child.set(value, offset);
    this.offsets.set(offset, index);
  }
  done() {
    return {
      ...super.done(),
      offsets: this.offsets.array(this.index + 1)
    };
  }
};

// @uwdata/flechette@2.6.0/src/build/builders/utf8.js
var Utf8Builder = class extends BinaryBuilder {
  set(value, index) {
    super.set(value && encodeUtf8(value), index);
  }
};

// @uwdata/flechette@2.6.0/src/build/builders/values.js
var DirectBuilder = class extends ValidityBuilder {
  constructor(type, ctx) {
    super(type, ctx);
    this.values = buffer(type.values);
  }
  init() {
    this.values = buffer(this.type.values);
    return super.init();
  }
  /**
   * @param {*} value
   * @param {number} index
   * @returns {boolean | void}
   */
  set(value, index) {
    if (super.set(value, index)) {
      this.values.set(value, index);
    }
  }
  done() {
    return {
      ...super.done(),
      values: this.values.array(this.index + 1)
    };
  }
};
var Int64Builder = class extends DirectBuilder {
  set(value, index) {
    super.set(value == null ? value : toBigInt(value), index);
  }
};
var TransformBuilder = class extends DirectBuilder {
  constructor(type, ctx, transform) {
    super(type, ctx);
    this.transform = transform;
  }
  set(value, index) {
    super.set(value == null ? value : this.transform(value), index);
  }
};

// @uwdata/flechette@2.6.0/src/build/builder.js
function builderContext(options = {}, dictionaries = dictionaryContext()) {
  return {
    batchType: (type) => batchType(type, options),
    builder(type) {
      return builder(type, this);
    },
    dictionary(type) {
      return dictionaries.get(type, this);
    },
    finish: () => dictionaries.finish(options)
  };
}
function builder(type, ctx = builderContext()) {
  const { typeId } = type;
  switch (typeId) {
    case Type.Int:
    case Type.Time:
    case Type.Duration:
      return isInt64ArrayType(type.values) ? new Int64Builder(type, ctx) : new DirectBuilder(type, ctx);
    case Type.Float:
      return type.precision ? new DirectBuilder(type, ctx) : new TransformBuilder(type, ctx, toFloat16);
    case Type.Binary:
    case Type.LargeBinary:
      return new BinaryBuilder(type, ctx);
    case Type.Utf8:
    case Type.LargeUtf8:
      return new Utf8Builder(type, ctx);
    case Type.Bool:
      return new BoolBuilder(type, ctx);
    case Type.Decimal:
      return type.bitWidth === 32 ? new TransformBuilder(type, ctx, toDecimal32(type.scale)) : new DecimalBuilder(type, ctx);
    case Type.Date:
      return new TransformBuilder(type, ctx, type.unit ? toDateMillisecond : toDateDay);
    case Type.Timestamp:
      return new TransformBuilder(type, ctx, toTimestamp(type.unit));
    case Type.Interval:
      switch (type.unit) {
        case IntervalUnit.DAY_TIME:
          return new IntervalDayTimeBuilder(type, ctx);
        case IntervalUnit.MONTH_DAY_NANO:
          return new IntervalMonthDayNanoBuilder(type, ctx);
      }
      return new DirectBuilder(type, ctx);
    case Type.List:
    case Type.LargeList:
      return new ListBuilder(type, ctx);
    case Type.Struct:
      return new StructBuilder(type, ctx);
    case Type.Union:
      return type.mode ? new DenseUnionBuilder(type, ctx) : new SparseUnionBuilder(type, ctx);
    case Type.FixedSizeBinary:
      return new FixedSizeBinaryBuilder(type, ctx);
    case Type.FixedSizeList:
      return new FixedSizeListBuilder(type, ctx);
    case Type.Map:
      return new MapBuilder(type, ctx);
    case Type.RunEndEncoded:
      return new RunEndEncodedBuilder(type, ctx);
    case Type.Dictionary:
      return new DictionaryBuilder(type, ctx);
  }
  throw new Error(invalidDataType(typeId));
}

// @uwdata/flechette@2.6.0/src/build/column-from-values.js
function columnFromValues(values, type, options = {}, dicts) {
  const visit3 = isIterable(values) ? (callback) => {
    for (const value of values) callback(value);
  } : values;
  type ??= inferType(visit3);
  const { maxBatchRows = Infinity, ...opt } = options;
  let data;
  if (type.typeId === Type.Null) {
    let length = 0;
    visit3(() => ++length);
    data = nullBatches(type, length, maxBatchRows);
  } else {
    const ctx = builderContext(opt, dicts);
    const b = builder(type, ctx).init();
    const next = (b2) => data.push(b2.batch());
    data = [];
    let row = 0;
    visit3((value) => {
      b.set(value, row++);
      if (row >= maxBatchRows) {
        next(b);
        row = 0;
      }
    });
    if (row) next(b);
    ctx.finish();
  }
  return new Column(data, type);
}
function nullBatches(type, length, limit) {
  const data = [];
  const batch = (length2) => new NullBatch({
    length: length2,
    nullCount: length2,
    type
  });
  const numBatches = Math.floor(length / limit);
  for (let i = 0; i < numBatches; ++i) {
    data.push(batch(limit));
  }
  const rem = length % limit;
  if (rem) data.push(batch(rem));
  return data;
}

// @uwdata/flechette@2.6.0/src/build/column-from-array.js
function columnFromArray(array, type, options = {}, dicts) {
  return !type && isTypedArray(array) ? columnFromTypedArray(array, options) : columnFromValues((v) => array.forEach(v), type, options, dicts);
}
function columnFromTypedArray(values, { maxBatchRows, useBigInt }) {
  const arrayType2 = (
    /** @type {TypedArrayConstructor} */
    values.constructor
  );
  const type = typeForTypedArray(arrayType2);
  const length = values.length;
  const limit = Math.min(maxBatchRows || Infinity, length);
  const numBatches = Math.floor(length / limit);
  const batches = [];
  const batchType2 = isInt64ArrayType(arrayType2) && !useBigInt ? Int64Batch : DirectBatch;
  const add = (start, end) => batches.push(new batchType2({
    length: end - start,
    nullCount: 0,
    type,
    validity: new uint8Array(0),
    values: values.subarray(start, end)
  }));
  let idx = 0;
  for (let i = 0; i < numBatches; ++i) add(idx, idx += limit);
  if (idx < length) add(idx, length);
  return new Column(batches);
}
function typeForTypedArray(arrayType2) {
  switch (arrayType2) {
    case float32Array:
      return float32();
    case float64Array:
      return float64();
    case int8Array:
      return int8();
    case int16Array:
      return int16();
    case int32Array:
      return int32();
    case int64Array:
      return int64();
    case uint8Array:
      return uint8();
    case uint16Array:
      return uint16();
    case uint32Array:
      return uint32();
    case uint64Array:
      return uint64();
  }
}

// @uwdata/flechette@2.6.0/src/build/table-from-columns.js
function tableFromColumns(data, useProxy) {
  const fields = [];
  const entries = Array.isArray(data) ? data : Object.entries(data);
  const length = entries[0]?.[1].length;
  const columns = entries.map(([name, col]) => {
    if (col.length !== length) {
      throw new Error("All columns must have the same length.");
    }
    fields.push(field(name, col.type));
    return col;
  });
  const schema = {
    version: Version.V5,
    endianness: Endianness.Little,
    fields,
    metadata: null
  };
  return new Table(schema, columns, useProxy);
}

// @uwdata/flechette@2.6.0/src/build/table-from-arrays.js
function tableFromArrays(data, options = {}) {
  const { types = {}, ...opt } = options;
  const dicts = dictionaryContext();
  const entries = Array.isArray(data) ? data : Object.entries(data);
  const columns = entries.map(([name, array]) => (
    /** @type {[string, Column]} */
    [
      name,
      columnFromArray(array, types[name], opt, dicts)
    ]
  ));
  return tableFromColumns(columns, options.useProxy);
}
export {
  Batch,
  Column,
  CompressionType,
  DateUnit,
  Endianness,
  IntervalUnit,
  Precision,
  RowIndex,
  Table,
  TimeUnit,
  Type,
  UnionMode,
  Version,
  batchType,
  binary,
  binaryView,
  bool,
  columnFromArray,
  columnFromValues,
  date,
  dateDay,
  dateMillisecond,
  decimal,
  decimal128,
  decimal256,
  decimal32,
  decimal64,
  dictionary,
  dictionaryContext,
  duration,
  field,
  fixedSizeBinary,
  fixedSizeList,
  float,
  float16,
  float32,
  float64,
  getCompressionCodec,
  int,
  int16,
  int32,
  int64,
  int8,
  interval,
  largeBinary,
  largeList,
  largeListView,
  largeUtf8,
  list,
  listView,
  map,
  nullType,
  runEndEncoded,
  setCompressionCodec,
  struct,
  tableFromArrays,
  tableFromColumns,
  tableFromIPC,
  tableToIPC,
  time,
  timeMicrosecond,
  timeMillisecond,
  timeNanosecond,
  timeSecond,
  timestamp,
  uint16,
  uint32,
  uint64,
  uint8,
  union,
  utf8,
  utf8View
};
