package io.rafty.vertx.options;

/** What an option must satisfy; what does not is refused by name, with its value and what is allowed. */
public final class OptionBounds {

  private OptionBounds() {
  }

  /** Throws {@link IllegalArgumentException} unless the value is within both, which are allowed themselves. */
  public static void range(String name, long value, long min, long max) {
    require(value >= min && value <= max, name, value, min + " to " + max);
  }

  /** As {@link #range(String, long, long, long)}, for what need not be whole. */
  public static void share(String name, double value, String max) {
    require(value >= 0 && value <= Double.parseDouble(max), name, value, "0 to " + max);
  }

  /** Throws {@link IllegalArgumentException} unless it holds. */
  public static void require(boolean holds, String name, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException("option '" + name + "' is " + value + "; allowed: " + allowed);
    }
  }
}
