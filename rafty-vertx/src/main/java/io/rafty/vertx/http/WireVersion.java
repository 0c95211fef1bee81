package io.rafty.vertx.http;

import java.util.OptionalInt;

/**
 * Which version of the {@link WireCodec} two servers write to each other. Each message says its own, and a server reads
 * all that it knows. It writes the oldest until both ends of an exchange have said in this header what the newest is
 * that they know; then the newest that both do. So servers of two releases understand each other, whoever calls.
 */
final class WireVersion {

  /** Of the request for an exchange: the newest version that the caller knows. Of the answer: what both will write. */
  static final String HEADER = "X-Raft-Version";

  private static final String NUMBER = "[0-9]{1,3}";

  private WireVersion() {
  }

  /** What both can write, if there is anything; a caller that says nothing knows the first version. */
  static OptionalInt agree(String offered) {
    int newest = offered == null ? 1 : number(offered);
    return newest < WireCodec.OLDEST ? OptionalInt.empty() : OptionalInt.of(Math.min(newest, WireCodec.NEWEST));
  }

  /**
   * What a server has answered; one that says nothing knows the first version.
   *
   * @throws MalformedMessageException if this server cannot write it
   */
  static int agreed(String answered) {
    int version = answered == null ? 1 : number(answered);
    if (version < WireCodec.OLDEST || version > WireCodec.NEWEST) {
      throw new MalformedMessageException("the server wants version '" + answered + "' of the messages, and this one "
        + known() + ": upgrade the older of the two first, to a release in between if need be");
    }
    return version;
  }

  /** Why nothing was agreed on. */
  static MalformedMessageException tooOld(String offered) {
    return new MalformedMessageException("a server that knows version '" + offered + "' of the messages at most cannot"
      + " talk with this one, which " + known() + ": upgrade it first, to a release in between if need be");
  }

  /** For messages to people. */
  static String known() {
    return "knows " + (WireCodec.OLDEST == WireCodec.NEWEST ? "" : WireCodec.OLDEST + " to ") + WireCodec.NEWEST;
  }

  private static int number(String text) {
    return text.matches(NUMBER) ? Integer.parseInt(text) : 0;
  }
}
