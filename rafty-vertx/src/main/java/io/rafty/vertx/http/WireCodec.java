package io.rafty.vertx.http;

import io.rafty.vertx.RejectedException;
import io.rafty.vertx.UnknownOutcomeException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * The messages between servers as bytes: the version, the {@link MessageKind}, then its fields in a fixed order.
 * Numbers are big-endian and never negative, enums are their ordinals, and texts (UTF-8), bytes and lists follow their
 * length. The data of entries and commands is a slice of the bytes that were decoded, which therefore must not change
 * afterwards. From any thread.
 */
public final class WireCodec {

  /** The newest version that this release writes and reads. */
  public static final int NEWEST = 1;

  /** The oldest version that it writes and reads: what is written to a server of which nothing is known yet. */
  public static final int OLDEST = 1;

  /** The content type of a body that is such a message, or a stream of frames of them. */
  public static final String CONTENT_TYPE = "application/x-rafty";

  private WireCodec() {
  }

  /** A message as bytes, in the oldest version. */
  public static <T> Buffer encode(MessageKind<T> kind, T message) {
    Buffer out = Buffer.buffer();
    encode(OLDEST, kind, message, out);
    return out;
  }

  /** Appends a message to bytes. */
  static <T> void encode(int version, MessageKind<T> kind, T message, Buffer out) {
    WireWriter writer = new WireWriter(out, version);
    writer.octet(version);
    kind.write(writer, message);
  }

  /** Appends what makes the message that follows one for a group. */
  static void address(int version, String group, Buffer out) {
    WireWriter writer = new WireWriter(out, version);
    writer.octet(version);
    MessageKind.ADDRESSED.write(writer, new Addressed(group, Buffer.buffer()));
  }

  /** The answer of a server whose request failed: keeps what a {@link RejectedException} says, else the text only. */
  public static Buffer encodeFailure(Throwable failure) {
    return encode(MessageKind.FAILURE, WireFailure.of(failure));
  }

  /**
   * Bytes as the message that they must be.
   *
   * @throws MalformedMessageException when they are anything else
   */
  public static <T> T decode(MessageKind<T> kind, Buffer bytes) {
    WireReader in = new WireReader(bytes);
    MessageKind<?> found = header(in);
    if (found != kind) {
      throw in.malformed("expected " + kind + " and found " + found);
    }
    return kind.read(in);
  }

  /**
   * Bytes as an answer, which is a message of that kind or a failure.
   *
   * @return the message, or failed with the {@link RejectedException} that the server sent, or with
   *     {@link UnknownOutcomeException} for any other failure of the server
   * @throws MalformedMessageException when the bytes are anything else
   */
  public static <T> Future<T> decodeAnswer(MessageKind<T> kind, Buffer bytes) {
    return kindOf(bytes) == MessageKind.FAILURE
      ? Future.failedFuture(decode(MessageKind.FAILURE, bytes).toException())
      : Future.succeededFuture(decode(kind, bytes));
  }

  /**
   * What kind of message some bytes claim to be.
   *
   * @throws MalformedMessageException for another version or an unknown kind
   */
  public static MessageKind<?> kindOf(Buffer bytes) {
    return header(new WireReader(bytes));
  }

  private static MessageKind<?> header(WireReader in) {
    int version = in.octet("version");
    if (version < OLDEST || version > NEWEST) {
      throw in.malformed("version is " + version + " and this server " + WireVersion.known()
        + ": upgrade the older of the two");
    }
    in.version(version);
    return MessageKind.of(in);
  }
}
