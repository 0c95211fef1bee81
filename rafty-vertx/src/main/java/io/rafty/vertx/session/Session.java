package io.rafty.vertx.session;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The answers of one session, from the lowest number that may be asked for again, in a ring. */
final class Session {

  /** Numbers further above the lowest are not applied. */
  static final int WINDOW = 1 << 16;

  private static final int SMALLEST = 16;

  private final long id;
  private final long timeout;
  private long lastUsed;
  private long lowest = 1;
  private Buffer[] answers = new Buffer[SMALLEST];

  Session(long id, long timeout, long lastUsed) {
    this.id = id;
    this.timeout = timeout;
    this.lastUsed = lastUsed;
  }

  long id() {
    return id;
  }

  long timeout() {
    return timeout;
  }

  long lastUsed() {
    return lastUsed;
  }

  long lowest() {
    return lowest;
  }

  void used(long time) {
    lastUsed = time;
  }

  boolean expiredAt(long time) {
    return time - lastUsed > timeout;
  }

  /** What was answered, if the command of that number has been applied. */
  Optional<Buffer> answer(long sequence) {
    if (sequence < lowest) {
      return Optional.of(Answer.FORGOTTEN);
    }
    return sequence - lowest >= answers.length ? Optional.empty() : Optional.ofNullable(answers[at(sequence)]);
  }

  boolean within(long sequence) {
    return sequence - lowest < WINDOW;
  }

  /** No answer below this number will be asked for again; {@code freed} is told how many bytes each had. */
  void forgetBelow(long number, LongConsumer freed) {
    long end = Math.min(number, lowest + answers.length);
    for (long each = lowest; each < end; each++) {
      Buffer answer = answers[at(each)];
      if (answer != null) {
        freed.accept(answer.length());
        answers[at(each)] = null;
      }
    }
    lowest = Math.max(lowest, number);
  }

  void keep(long sequence, Buffer answer) {
    while (sequence - lowest >= answers.length) {
      grow();
    }
    answers[at(sequence)] = answer;
  }

  private void grow() {
    Buffer[] more = new Buffer[answers.length * 2];
    for (long each = lowest; each < lowest + answers.length; each++) {
      more[(int) (each & (more.length - 1))] = answers[at(each)];
    }
    answers = more;
  }

  private int at(long sequence) {
    return (int) (sequence & (answers.length - 1));
  }

  /** One more than the highest number with an answer, or the lowest. */
  long end() {
    long end = lowest + answers.length;
    while (end > lowest && answers[at(end - 1)] == null) {
      end--;
    }
    return end;
  }

  /** Goes on knowing which numbers were applied, but not with what answers. */
  void forgetAnswers() {
    for (int i = 0; i < answers.length; i++) {
      if (answers[i] != null) {
        answers[i] = Answer.FORGOTTEN;
      }
    }
  }

  /** Counts the answers, and their bytes. */
  void count(LongConsumer each) {
    for (Buffer answer : answers) {
      if (answer != null) {
        each.accept(answer.length());
      }
    }
  }
}
