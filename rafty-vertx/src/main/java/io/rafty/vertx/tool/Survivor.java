package io.rafty.vertx.tool;

import java.util.Comparator;

/**
 * A server that is left, as its operator names it: {@code id=host:port@term:index}.
 *
 * @param term  of the last entry in its log
 * @param index of the last entry in its log
 */
record Survivor(String id, String address, long term, long index) {

  /**
   * The best one comes first: the more up-to-date log as in an election (Raft paper, section 5.4.1), so that as little
   * as possible is lost; of equal ones the lower id, so that whoever is asked says the same.
   */
  static final Comparator<Survivor> BEST_FIRST = Comparator.comparingLong(Survivor::term)
    .thenComparingLong(Survivor::index).reversed().thenComparing(Survivor::id);

  static Survivor parse(String text) {
    int equals = text.indexOf('=');
    int at = text.lastIndexOf('@');
    int colon = text.lastIndexOf(':');
    try {
      if (equals > 0 && at > equals + 1 && colon > at) {
        return new Survivor(text.substring(0, equals), text.substring(equals + 1, at),
          Long.parseLong(text.substring(at + 1, colon)), Long.parseLong(text.substring(colon + 1)));
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new ToolException(ExitCode.USAGE, "'" + text + "' should be id=host:port@term:index, as 'rafty recover FOLDER"
      + " --dry-run' says it on that server");
  }

  @Override
  public String toString() {
    return id + "=" + address + "@" + term + ":" + index;
  }
}
