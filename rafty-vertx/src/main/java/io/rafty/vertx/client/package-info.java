/**
 * For applications outside the cluster: {@link io.rafty.vertx.client.RaftClient}.
 */
package io.rafty.vertx.client;
