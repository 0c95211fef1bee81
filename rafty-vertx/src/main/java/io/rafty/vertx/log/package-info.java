/**
 * The persistent log: {@link io.rafty.vertx.log.FileLog} in files, {@link io.rafty.vertx.log.InMemoryLog} for tests.
 *
 * <p><b>Files.</b> {@code hard-state} holds the {@link io.rafty.vertx.HardState}; each {@code <first index>.log} is a
 * segment: a header, then the records of contiguous entries, then zeros up to its full size. All numbers are big
 * endian, every header, record and hard state carries a CRC32C.
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
 * <p><b>The hard state</b> also names an index up to which entries were durable when it was written: a log that ends
 * before it has lost entries.
 */
package io.rafty.vertx.log;
