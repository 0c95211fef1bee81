package io.rafty.vertx.client;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** How one attempt ended. */
sealed interface Reply {

  /** An index that the server had applied, as far as it has said: 0 at least. */
  long applied();

  /** With a result. */
  record Answered(Buffer body, long applied) implements Reply {
  }

  /**
   * Without one.
   *
   * @param failure    what the call ends with if it ends with this
   * @param harmless   the server certainly has not carried it out, and never will
   * @param lasting    making it again would change nothing
   * @param leader     the address of the leader, if the server has named one
   * @param retryAfter how many milliseconds the server wants to be left alone; 0 if it has not said
   */
  record Failed(RuntimeException failure, boolean harmless, boolean lasting, Optional<String> leader, long retryAfter,
                long applied) implements Reply {

    Failed(RuntimeException failure, boolean harmless, boolean lasting, Optional<String> leader, long retryAfter) {
      this(failure, harmless, lasting, leader, retryAfter, 0);
    }
  }
}
