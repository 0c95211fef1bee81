/** A key-value store on top of Raft: its state machine, its commands, and its routes. */
package io.rafty.vertx.kv;
