/**
 * A page that shows the cluster to people: {@link io.rafty.vertx.page.ClusterPage}. Built on what any application may
 * use, so an application can have a better one.
 */
package io.rafty.vertx.page;
