package io.rafty.vertx.sim.script;

import java.util.Optional;

/** Something that holds at one moment or does not. */
interface Condition {

  /** Empty if it holds; otherwise what is the case instead. */
  Optional<String> unless(Stage stage);

  /** A comparison of what should be with what is. */
  static Optional<String> same(Object wanted, Object is) {
    return wanted.equals(is) ? Optional.empty() : Optional.of("it is " + is);
  }

  /** Something that is so, or else something else is. */
  static Optional<String> holds(boolean so, String otherwise) {
    return so ? Optional.empty() : Optional.of(otherwise);
  }
}
