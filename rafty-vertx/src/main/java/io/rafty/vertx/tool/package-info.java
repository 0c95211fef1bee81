/**
 * The program for the bad day: looks at data folders, backs up and restores a cluster, and makes a new one of what
 * survives when a majority is lost. {@link io.rafty.vertx.tool.Rafty} is its entry.
 */
package io.rafty.vertx.tool;
