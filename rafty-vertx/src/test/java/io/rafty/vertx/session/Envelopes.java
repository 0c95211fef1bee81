package io.rafty.vertx.session;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** What tests want to know of envelopes. */
public final class Envelopes {

  private Envelopes() {
  }

  /** What makes a command the same as another one; nothing if it is always another. */
  public static Optional<String> identity(Buffer data) {
    return switch (Envelope.kind(data)) {
      case Envelope.NUMBERED -> Optional.of("number " + Envelope.sequence(data) + " of session "
        + Envelope.number(data));
      case Envelope.KEYED -> Optional.of("key " + Envelope.key(data));
      default -> Optional.empty();
    };
  }

  /** Whether it opens a session. */
  public static boolean opens(Buffer data) {
    return Envelope.kind(data) == Envelope.REGISTER;
  }
}
