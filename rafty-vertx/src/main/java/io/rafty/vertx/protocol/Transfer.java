package io.rafty.vertx.protocol;

/** Leadership on its way to another server (dissertation, section 3.10), for as long as one election timeout. */
final class Transfer {

  private final Replica replica;
  private final String target;
  private final long deadline;
  private boolean told;

  Transfer(Replica replica, String target) {
    this.replica = replica;
    this.target = target;
    this.deadline = replica.now() + replica.options().getMaxElectionTimeout();
  }

  String target() {
    return target;
  }

  /** When it is given up. */
  long deadline() {
    return deadline;
  }

  /** True if a member is the target, has everything, and has not been told yet to take over. */
  boolean ripe(String id, Progress follower) {
    return !told && level(id, follower);
  }

  /** True if a message to a member is to tell it to take over: with each heartbeat again, since it may get lost. */
  boolean tell(String id, Progress follower) {
    boolean tell = level(id, follower);
    told |= tell;
    return tell;
  }

  private boolean level(String id, Progress follower) {
    return id.equals(target) && follower.matchIndex() == replica.log().lastIndex();
  }
}
