/** How options are read from JSON and checked, for all that have options. Not for applications. */
package io.rafty.vertx.options;
