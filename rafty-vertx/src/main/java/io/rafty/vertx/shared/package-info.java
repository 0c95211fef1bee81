/**
 * Locks, semaphores, elections, counters, maps and discovery on top of Raft: {@link
 * io.rafty.vertx.shared.SharedStateMachine} is the replicated state.
 */
package io.rafty.vertx.shared;
