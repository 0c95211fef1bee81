package io.rafty.vertx;

/**
 * A file of the log, a snapshot or a backup was written by a later version of this library, in a format that this one
 * does not know. The file is as it was. The message names it, and both formats.
 */
public final class UnknownFormatException extends LogUnavailableException {

  private final int found;
  private final int known;

  /**
   * With a message for people.
   *
   * @param file  what was to be read, and where it is
   * @param found the number of its format
   * @param known the newest format that this version knows
   */
  public UnknownFormatException(String file, int found, int known) {
    super(file + " has format " + found + ", but this version of rafty-vertx knows only formats up to " + known
      + ": use the version that wrote it");
    this.found = found;
    this.known = known;
  }

  /** The number of the file's format. */
  public int found() {
    return found;
  }

  /** The newest format that this version knows. */
  public int known() {
    return known;
  }
}
