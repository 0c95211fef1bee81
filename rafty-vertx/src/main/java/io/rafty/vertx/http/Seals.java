package io.rafty.vertx.http;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * Seals what one end of an exchange writes and opens what it reads, each in its order: what somebody else has written,
 * left out, repeated or moved is refused. It hides nothing.
 *
 * <p>A sealed record: length of the content, 16 bytes of HMAC-SHA256 over its number and the content, the content.
 */
class Seals {

  /** For exchanges of which the connection is trusted: everything passes as it is. */
  static final Seals NONE = new Seals();

  private static final int SEAL_BYTES = 16;
  private static final int HEAD_BYTES = Integer.BYTES + SEAL_BYTES;
  private static final int LARGEST_CONTENT = 64 << 10;

  private Seals() {
  }

  static Seals of(Mac outgoing, Mac incoming) {
    return new Sealed(outgoing, incoming);
  }

  Buffer seal(Buffer turn) {
    return turn;
  }

  /**
   * What has come in whole, which may be nothing.
   *
   * @throws MalformedMessageException if it was not sealed by the other end, or not as the next
   */
  Buffer open(Buffer piece) {
    return piece;
  }

  private static final class Sealed extends Seals {

    private final Mac outgoing;
    private final Mac incoming;
    private long written;
    private long read;
    private Buffer waiting = Buffer.buffer();
    private int at;

    private Sealed(Mac outgoing, Mac incoming) {
      this.outgoing = outgoing;
      this.incoming = incoming;
    }

    private static byte[] seal(Mac mac, long number, byte[] content) {
      mac.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
      return Arrays.copyOf(mac.doFinal(content), SEAL_BYTES);
    }

    @Override
    Buffer seal(Buffer turn) {
      Buffer sealed = Buffer.buffer(turn.length() + (turn.length() / LARGEST_CONTENT + 1) * HEAD_BYTES);
      for (int start = 0; start < turn.length(); start += LARGEST_CONTENT) {
        byte[] content = turn.getBytes(start, Math.min(turn.length(), start + LARGEST_CONTENT));
        sealed.appendInt(content.length).appendBytes(seal(outgoing, written, content)).appendBytes(content);
        written++;
      }
      return sealed;
    }

    @Override
    Buffer open(Buffer piece) {
      if (at > 0) {
        waiting = waiting.getBuffer(at, waiting.length());
        at = 0;
      }
      waiting.appendBuffer(piece);
      Buffer opened = Buffer.buffer(piece.length());
      while (waiting.length() - at >= HEAD_BYTES) {
        int length = waiting.getInt(at);
        if (length < 1 || length > LARGEST_CONTENT) {
          throw refused();
        }
        int start = at + HEAD_BYTES;
        if (waiting.length() - start < length) {
          break;
        }
        byte[] content = waiting.getBytes(start, start + length);
        if (!MessageDigest.isEqual(seal(incoming, read, content), waiting.getBytes(at + Integer.BYTES, start))) {
          throw refused();
        }
        opened.appendBytes(content);
        read++;
        at = start + length;
      }
      return opened;
    }

    private static MalformedMessageException refused() {
      return new MalformedMessageException("what came was not sealed by the other server, or not as the next");
    }
  }
}
