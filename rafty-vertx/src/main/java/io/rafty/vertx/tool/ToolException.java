package io.rafty.vertx.tool;

/** The program cannot do what was asked; the message is for the person who has asked. */
final class ToolException extends RuntimeException {

  private final ExitCode code;

  ToolException(ExitCode code, String message) {
    super(message);
    this.code = code;
  }

  ToolException(ExitCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  ExitCode code() {
    return code;
  }
}
