/**
 * The persistent log: {@link io.rafty.vertx.log.FileLog} in files, {@link io.rafty.vertx.log.InMemoryLog} for tests;
 * and snapshots: {@link io.rafty.vertx.log.FileSnapshots} and {@link io.rafty.vertx.log.InMemorySnapshots}.
 *
 * <p><b>Files.</b> {@code hard-state} holds the {@link io.rafty.vertx.HardState}; each {@code <first index>.log} is a
 * segment: a header, then the records of contiguous entries, then zeros up to its full size, or what is left of entries
 * up to the base. All numbers are big endian, every header, record and hard state carries a CRC32C.
 *
 * <p><b>One write at a time.</b> All records of one {@link io.rafty.vertx.Log#append} form one write: they carry its
 * number, their position in it, and the last of them is marked. A write is whole or it never was: a crash can cut short
 * the last write only, since the next one begins when it is durable. So a damaged place is a torn tail if nothing
 * behind it belongs to a later write, and is repaired; anything else is damage to what was durable, and refused.
 *
 * <p><b>Replacing a tail</b> takes several steps on the disk, and a crash may leave any part of the replaced records.
 * Therefore the cut is first recorded, durably, beside the hard state: records from that index on that belong to a
 * write up to that number are void, whatever comes back. Only then are they removed and the new ones written.
 *
 * <p><b>Compaction</b> (Raft paper, section 7) moves the base, the entry that the log begins after. It is recorded,
 * durably, beside the hard state too; only then are the segments removed that have nothing behind it, whole ones, from
 * the first on. A crash may leave any of them: the log begins in the last file that begins no later than the log does,
 * and those before it are removed when it is opened. What is left of entries up to the base may be damaged; it is not
 * looked at. Where the log does not have the entry at the base, all that was written before is void, as in the
 * replacement of a tail, and all segments go: the next one is named by the entry behind the base.
 *
 * <p><b>Files are used again.</b> Of the segments that compaction takes from the log, some are not removed but become
 * its next ones: a new header, made durable, and a new name, made durable, before the first entry. What is left of
 * their records has an index up to the base, so it is never an entry of the log, torn, damaged or whole. The header
 * says that it may be there: the rest of such a segment is clean if there is no whole record of an index behind the
 * base.
 *
 * <p><b>The hard state</b> also names an index up to which entries were durable when it was written: a log that ends
 * before it has lost entries.
 *
 * <p><b>Snapshots</b> have a folder of their own. Each {@code <index>-<term>.snapshot} is one: a header, data in blocks
 * that each carry a CRC32C, so that any piece can be read and checked alone, and the length at the end. It is written
 * as {@code .snapshot.part}, made durable, renamed, and the new name made durable; only then may older ones go, when
 * nobody reads them any more. So whatever a crash leaves, every {@code .snapshot} is whole, the one with the highest
 * index counts, and the rest is removed when the store is opened. Whatever is damaged was durable, and is refused: at
 * the opening in the header and at the end, otherwise when it is read.
 */
package io.rafty.vertx.log;
