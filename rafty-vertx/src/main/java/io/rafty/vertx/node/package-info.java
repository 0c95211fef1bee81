/**
 * The shell around the protocol: it brings inputs to {@link io.rafty.vertx.protocol.RaftCore}, one turn of the event
 * loop at a time, and carries out what comes back. Everything here happens on the node's one context.
 */
package io.rafty.vertx.node;
