package io.rafty.vertx.sim.script;

/** What a command of a scenario does. */
interface Step {

  void run(Stage stage);
}
