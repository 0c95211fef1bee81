/**
 * Meters of a node for Micrometer. Needs {@code micrometer-core}, which an application brings along itself; without it
 * this package is never touched.
 */
package io.rafty.vertx.metrics;
