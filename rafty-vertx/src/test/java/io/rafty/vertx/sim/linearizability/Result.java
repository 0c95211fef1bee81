package io.rafty.vertx.sim.linearizability;

import io.rafty.vertx.kv.KvCommand;
import io.rafty.vertx.kv.KvResult;
import io.rafty.vertx.kv.KvResult.Status;
import java.util.Locale;

/**
 * What the key-value machine answered.
 *
 * @param status  how it went
 * @param version the version of the key afterwards, {@link KvCommand#ABSENT} if it does not exist
 * @param value   what was read, otherwise empty
 */
public record Result(Status status, long version, String value) {

  /** The same as the machine says it. */
  public static Result of(KvResult result) {
    return new Result(result.status(), result.version(), result.value().toString());
  }

  /** A get has read this. */
  public static Result found(String value, long version) {
    return new Result(Status.OK, version, value);
  }

  /** A get or a delete has found nothing. */
  public static Result notFound() {
    return new Result(Status.NOT_FOUND, KvCommand.ABSENT, "");
  }

  /** A put has written where nothing was. */
  public static Result created(long version) {
    return new Result(Status.CREATED, version, "");
  }

  /** A put has written over something. */
  public static Result replaced(long version) {
    return new Result(Status.OK, version, "");
  }

  /** A delete has removed something. */
  public static Result deleted() {
    return new Result(Status.OK, KvCommand.ABSENT, "");
  }

  /** Nothing was changed, since the key has this version, or is {@link KvCommand#ABSENT}. */
  public static Result conditionFailed(long version) {
    return new Result(Status.CONDITION_FAILED, version, "");
  }

  @Override
  public String toString() {
    return status.name().toLowerCase(Locale.ROOT).replace('_', ' ') + (value.isEmpty() ? "" : " " + value)
      + (version == KvCommand.ABSENT ? "" : " v" + version);
  }
}
