/**
 * Health of a node for {@code vertx-health-check}, which an application brings along itself; without it this package is
 * never touched.
 */
package io.rafty.vertx.health;
