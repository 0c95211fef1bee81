package io.rafty.vertx.node;

/** The life of a node: it starts once, and ends by being stopped or by a failure. */
enum Lifecycle {
  NEW, STARTING, RUNNING, STOPPED, FAILED;

  /** True while the node takes anything in. */
  boolean alive() {
    return this == STARTING || this == RUNNING;
  }
}
