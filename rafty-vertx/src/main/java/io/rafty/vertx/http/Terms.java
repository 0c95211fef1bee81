package io.rafty.vertx.http;

/** What the two ends of an exchange have agreed on: how it is sealed, and the {@link WireVersion}. */
record Terms(Seals seals, int version) {
}
