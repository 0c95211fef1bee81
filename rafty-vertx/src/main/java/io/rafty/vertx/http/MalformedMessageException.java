package io.rafty.vertx.http;

/** Bytes that are not what they should be. The message says what is wrong, and at which byte of how many. */
public final class MalformedMessageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * What is wrong, and where.
   *
   * @param what one clause for a person
   */
  public MalformedMessageException(String what) {
    super(what);
  }

  static MalformedMessageException at(int position, int length, String what) {
    return new MalformedMessageException(what + ", at byte " + position + " of " + length);
  }
}
