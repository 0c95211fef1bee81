/** A web application with a server, routes and a configuration of its own, which now runs as a cluster. */
package io.rafty.vertx.examples.web;
