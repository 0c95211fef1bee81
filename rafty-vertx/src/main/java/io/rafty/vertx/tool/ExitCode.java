package io.rafty.vertx.tool;

/** How the program ends; from 64 on as in sysexits.h. */
enum ExitCode {
  OK(0, "done; of verify: sound"),
  REPAIRABLE(1, "verify: the next start of the server repairs what is not whole, and nothing durable is lost"),
  DAMAGED(2, "something that was durable is damaged or missing; nothing was changed"),
  REFUSED(3, "it would do harm or is not needed; nothing was changed"),
  USAGE(64, "the command line is wrong"),
  NO_INPUT(66, "there is no such file, or it is not what it should be"),
  UNAVAILABLE(69, "the server does not answer, or not with what was asked for"),
  FAILED(70, "a mistake in this program"),
  CANNOT_CREATE(73, "the target exists, is not empty or cannot be made"),
  IO_ERROR(74, "reading or writing failed"),
  IN_USE(75, "a running server uses the folder: stop it first");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  int number() {
    return number;
  }

  /** For {@code --help}. */
  String meaning() {
    return meaning;
  }
}
