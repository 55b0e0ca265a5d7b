// Package trace reads recorded cache traffic: who asked a real cache for what,
// in which order.
//
//  1. [Open] reads a file, [Read] anything that can be read; plain, or
//     compressed with gzip, zstd or xz, which is told by the first bytes and
//     never by the name.
//  2. The format is told by the content. Where that would be a guess, the error
//     asks for the name of a format; [Formats] lists them.
//  3. [Trace.Stream] hands the requests to whoever replays them.
//
// # Formats and their meaning
//
// A trace does not say what its lines mean, so each reader does:
//
//   - arc: text, a line `start count ignored number`, as published with ARC
//     (Megiddo and Modha, FAST 2003). A line is count Gets, of the blocks start
//     to start+count-1.
//   - lirs: text, one number a line, as published with LIRS (Jiang and Zhang,
//     SIGMETRICS 2002). A line is a Get; a line that is `*` is skipped.
//   - be32, be64, le32, le64: nothing but integers of 32 or 64 bits, big- or
//     little-endian. Each is a Get.
//   - oracleGeneral: that of libCacheSim, records of 24 bytes, little-endian: time
//     in seconds (32 bits), identifier (64), size in bytes (32) and the number of
//     the request that asks for the same object next, counted from 1, or -1 (64,
//     signed). A record is a Get; the last field is not kept.
//   - csv: text, a header and rows. Columns are found by name: key (block_id,
//     obj_id, object_id, id); op (op_name, operation); op_count; size
//     (value_size, io_size, obj_size, object_size); ttl in seconds, where 0 is
//     none; op_time (time, timestamp) in seconds. Only the key must be there,
//     others are ignored. An op is a Get, a Set or a Delete (the names of the
//     published traces of Meta and Twitter are known, whatever their case, and
//     what follows a dot in them is ignored); without the column all are Gets.
//     A row with an op_count of n is n operations. Sets are kept as they were
//     recorded: in a look-aside cache they are the fills of the recorded
//     cache's misses. The size is that of the value: a Get that missed the
//     recorded cache says 0.
//
// # Limits
//
// A trace is held in memory, 16 bytes an operation. What a file claims is
// checked before anything is allocated for it: at most [MaxOps] operations,
// [MaxBytes] after decompression, [MaxLine] bytes a line and [MaxWindow] for a
// decompressor's window.
//
// # Errors
//
// An error of this package is one line that says which file, which format, where
// and what to do. It wraps [ErrFormat] where the content or the name of the
// format is at fault. Otherwise the input could not be opened or read, and it
// wraps the operating system's error.
//
// # When not
//
// Text has no check sum: text that was cut off between two lines is a shorter
// trace, and nobody can tell. For traffic that does not fit in memory, sample by
// key first.
package trace
