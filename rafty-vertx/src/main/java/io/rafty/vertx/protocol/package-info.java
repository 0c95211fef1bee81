/**
 * The Raft protocol, synchronous and deterministic: inputs change {@link io.rafty.vertx.protocol.RaftCore}, and {@code
 * drain()} says what is to be done. No Future, clock, thread, file or socket is known here; time and randomness are
 * arguments.
 */
package io.rafty.vertx.protocol;
