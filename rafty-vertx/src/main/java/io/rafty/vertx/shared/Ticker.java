package io.rafty.vertx.shared;

import java.util.Optional;

/**
 * Lets something be over when its time has come and no command shows it: a command that does nothing brings the time.
 * The leader's server sees to it; the others only when it has not for a while, because it has no such object, say.
 */
final class Ticker {

  /** A server that does not lead looks so much less often, and is so much more patient. */
  private static final int PATIENCE = 5;

  private final Access access;
  private final long millis;
  private final Runnable stopped;
  private long time = -1;
  private long since;
  private int turn;
  private boolean ticking;
  private boolean started;

  Ticker(Access access, long millis, Runnable stopped) {
    this.access = access;
    this.millis = millis;
    this.stopped = stopped;
  }

  void begin() {
    access.later(millis, () -> {
      turn++;
      boolean running = access.node().state().running();
      if (started && !running) {
        stopped.run();
        return;
      }
      started |= running;
      if (running && (turn % PATIENCE == 0 || leads())) {
        access.local(new Query.Clock()).onSuccess(this::look);
      }
      begin();
    });
  }

  private boolean leads() {
    return access.node().state().isLeader();
  }

  private void look(Reply clock) {
    long now = access.env().now();
    if (clock.number() != time) {
      time = clock.number();
      since = now;
    }
    Optional<Long> due = clock.value().map(bytes -> bytes.getLong(0));
    long patience = leads() ? 0 : PATIENCE * millis;
    if (!ticking && due.isPresent() && time + (now - since) >= due.get() + patience) {
      ticking = true;
      access.command(new Command.Tick()).onComplete(done -> ticking = false);
    }
  }
}
