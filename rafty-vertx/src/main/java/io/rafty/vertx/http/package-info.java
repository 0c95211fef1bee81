/**
 * Raft over HTTP: {@link io.rafty.vertx.http.RaftRouter} receives, {@link io.rafty.vertx.http.HttpPeer} sends, and
 * {@link io.rafty.vertx.http.WireCodec} says what the bytes between them mean. {@link io.rafty.vertx.http.HttpPeers}
 * and {@link io.rafty.vertx.http.DnsPeersProvider} say who there is to talk to.
 *
 * <p>Between two servers there is one long-lived exchange in each direction: a POST whose request and response bodies
 * are both streams of frames. A frame is a length of 4 bytes, a correlation id of 8 bytes, and one message. Where a
 * proxy does not let such an exchange through, every request is a POST of its own.
 */
package io.rafty.vertx.http;
