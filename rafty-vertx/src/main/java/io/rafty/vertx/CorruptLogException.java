package io.rafty.vertx;

/**
 * Something that was durable is damaged. The node does not start, since it could have lost what others rely on: remove
 * the server from the cluster, empty its data folder and let it join again.
 */
public final class CorruptLogException extends RaftException {

  private final String file;
  private final long offset;
  private final String what;

  /** With a message for people, of something that is in no one file. */
  public CorruptLogException(String message) {
    this(message, "", 0, message);
  }

  /**
   * Damage at a known place.
   *
   * @param message all of it, for a person
   * @param file    the name of the file in its folder
   * @param offset  where in the file, in bytes
   * @param what    what is wrong there
   */
  public CorruptLogException(String message, String file, long offset, String what) {
    super(message);
    this.file = file;
    this.offset = offset;
    this.what = what;
  }

  /** The name of the damaged file in its folder; empty if it is not known. */
  public String file() {
    return file;
  }

  /** Where in the file, in bytes. */
  public long offset() {
    return offset;
  }

  /** What is wrong there. */
  public String what() {
    return what;
  }
}
