package io.rafty.vertx.session;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * A command as it is in the log: a byte for its kind, the cluster's time in 8 bytes, what the kind needs, the command.
 */
public final class Envelope {

  /** The longest key. */
  public static final int MAX_KEY_LENGTH = 255;

  /** By how much an envelope is larger than its command, at most. */
  public static final int MAX_OVERHEAD = 25 + 1 + MAX_KEY_LENGTH;

  static final byte PLAIN = 0;
  static final byte REGISTER = 1;
  static final byte NUMBERED = 2;
  static final byte KEYED = 3;

  private static final int TIME = 1;
  private static final int BODY = 9;
  private static final int SEQUENCE = 17;
  private static final int LOWEST = 25;
  private static final int NUMBERED_COMMAND = 33;
  private static final int SINCE = 17;
  private static final int KEY_LENGTH = 25;
  private static final int KEY = 26;
  private static final long MAX_SEQUENCE = 1L << 62;

  private Envelope() {
  }

  /** A command that is applied as often as it is in the log. */
  public static Buffer plain(Buffer command) {
    return begin(PLAIN, BODY + command.length()).appendBuffer(command);
  }

  /** Opens a session; the answer is its id. It is forgotten when it was not used for {@code timeout} milliseconds. */
  public static Buffer register(long timeout) {
    return begin(REGISTER, SEQUENCE).appendLong(timeout);
  }

  /**
   * A command of a session.
   *
   * @param sequence its number, from 1 on
   * @param lowest   no answer below this number will ever be asked for again
   */
  public static Buffer numbered(long session, long sequence, long lowest, Buffer command) {
    return begin(NUMBERED, NUMBERED_COMMAND + command.length()).appendLong(session).appendLong(sequence)
      .appendLong(lowest).appendBuffer(command);
  }

  /**
   * A command that is applied once under this key, which is remembered for {@code timeout} milliseconds.
   *
   * @param since an entry that was applied before the command was first made: all of its copies come later
   */
  public static Buffer keyed(String key, long since, long timeout, Buffer command) {
    if (!validKey(key)) {
      throw new IllegalArgumentException("an idempotency key has 1 to " + MAX_KEY_LENGTH
        + " printable ASCII characters, unlike '" + key + "'");
    }
    return begin(KEYED, KEY + key.length() + command.length()).appendLong(timeout).appendLong(since)
      .appendByte((byte) key.length()).appendString(key, "ISO-8859-1").appendBuffer(command);
  }

  private static Buffer begin(byte kind, int size) {
    return Buffer.buffer(size).appendByte(kind).appendLong(0);
  }

  /** Whether a text may be a key. */
  public static boolean validKey(String key) {
    return !key.isEmpty() && key.length() <= MAX_KEY_LENGTH && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  /** Whether these bytes are an envelope at all. */
  public static boolean valid(Buffer data) {
    if (data.length() < BODY || time(data) < 0) {
      return false;
    }
    return switch (kind(data)) {
      case PLAIN -> true;
      case REGISTER -> data.length() == SEQUENCE && number(data) >= 0;
      case NUMBERED -> data.length() >= NUMBERED_COMMAND && lowest(data) > 0 && lowest(data) <= sequence(data)
        && sequence(data) <= MAX_SEQUENCE;
      case KEYED -> data.length() >= KEY && number(data) >= 0 && since(data) >= 0
        && data.length() >= KEY + keyLength(data) && validKey(key(data));
      default -> false;
    };
  }

  /** Writes the cluster's time, as only the leader knows it, into an envelope that is about to enter the log. */
  public static void stamp(Buffer data, long time) {
    data.setLong(TIME, time);
  }

  static byte kind(Buffer data) {
    return data.getByte(0);
  }

  static long time(Buffer data) {
    return data.getLong(TIME);
  }

  /** The session, or how long to remember. */
  static long number(Buffer data) {
    return data.getLong(BODY);
  }

  static long sequence(Buffer data) {
    return data.getLong(SEQUENCE);
  }

  static long lowest(Buffer data) {
    return data.getLong(LOWEST);
  }

  static long since(Buffer data) {
    return data.getLong(SINCE);
  }

  private static int keyLength(Buffer data) {
    return data.getUnsignedByte(KEY_LENGTH);
  }

  static String key(Buffer data) {
    return new String(data.getBytes(KEY, KEY + keyLength(data)), StandardCharsets.ISO_8859_1);
  }

  /** The command in an envelope; nothing, if it only opens a session. */
  public static Buffer command(Buffer data) {
    return switch (kind(data)) {
      case PLAIN -> after(data, BODY);
      case NUMBERED -> after(data, NUMBERED_COMMAND);
      case KEYED -> after(data, KEY + keyLength(data));
      default -> Buffer.buffer();
    };
  }

  private static Buffer after(Buffer data, int start) {
    return start == data.length() ? Buffer.buffer() : data.slice(start, data.length());
  }
}
