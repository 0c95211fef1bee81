package io.rafty.vertx.tool;

import java.io.PrintWriter;

/** One line that shows how much of something is done, on a terminal only; it is gone when it is over. */
final class ProgressBar implements AutoCloseable {

  private static final int WIDTH = 30;
  private static final int STEPS = 200;

  private final PrintWriter to;
  private final boolean shown;
  private final String what;
  private final long total;
  private long done;
  private long drawnStep = -1;
  private int drawnLength;

  /**
   * Begins.
   *
   * @param shown false for no bar at all
   * @param total bytes that there are; 0 if nobody knows
   */
  ProgressBar(PrintWriter to, boolean shown, String what, long total) {
    this.to = to;
    this.shown = shown;
    this.what = what;
    this.total = total;
    add(0);
  }

  void add(long bytes) {
    done += bytes;
    long step = total == 0 ? done >> 20 : Math.min(STEPS, done * STEPS / total);
    if (shown && step != drawnStep) {
      drawnStep = step;
      draw(total == 0 ? what + "  " + Sizes.of(done) : what + "  [" + bar(step) + "]  " + step * 100 / STEPS + "%  "
        + Sizes.of(Math.min(done, total)) + " of " + Sizes.of(total));
    }
  }

  private static String bar(long step) {
    int full = (int) (step * WIDTH / STEPS);
    return "=".repeat(full) + (full < WIDTH ? ">" : "") + " ".repeat(Math.max(0, WIDTH - full - 1));
  }

  private void draw(String line) {
    to.print("\r" + line + " ".repeat(Math.max(0, drawnLength - line.length())));
    to.flush();
    drawnLength = line.length();
  }

  @Override
  public void close() {
    if (shown) {
      draw("");
      to.print("\r");
      to.flush();
    }
  }
}
