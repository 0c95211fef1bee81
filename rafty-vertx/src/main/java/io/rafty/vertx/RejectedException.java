package io.rafty.vertx;

import java.util.Objects;

/** The request was certainly not carried out, and never will be: it can safely be made again, here or elsewhere. */
public final class RejectedException extends RaftException {

  /** Why a request is rejected. */
  public enum Reason {
    /** Not rejected. */
    NONE,
    /** No leader is known: retry a little later. */
    NO_LEADER,
    /** This server is not the leader, and the request was not to be forwarded: ask {@link #leaderId()}. */
    NOT_LEADER,
    /** Forwarded from server to server too often while the leader changed: retry a little later. */
    TOO_MANY_HOPS,
    /** As much is under way as the limits allow: retry a little later, more slowly. */
    OVERLOADED,
    /** The command is larger than {@link RaftOptions#getMaxCommandBytes()}. */
    TOO_LARGE,
    /** The node is not running: it was not started, has been stopped, or has failed. */
    STOPPED,
    /** Another change of the membership is under way, or the leader is too new: retry a little later. */
    CHANGE_IN_PROGRESS,
    /** The change of members or leader makes no sense, such as removing the last voter or an unknown server. */
    INVALID_CHANGE,
    /** The message belongs to another cluster, or this server belongs to none yet. */
    FOREIGN_CLUSTER,
    /** The read was not confirmed in time, or this server is too far behind to answer it: retry, here or elsewhere. */
    NOT_CONFIRMED,
    /** Leadership is being handed over, to {@link #leaderId()}: retry a little later, here or there. */
    TRANSFERRING,
    /** Leadership was to be handed over, and did not get there in time: see who leads, and retry if still wanted. */
    TRANSFER_FAILED,
    /** The idempotency key was used before, for another command: use a key for one command only. */
    KEY_REUSED,
    /** A server has passed on what is no command: do all servers run the same version? */
    MALFORMED,
    /** This server has no group of that name, or not any more: is it deployed here, and is the name right? */
    NO_SUCH_GROUP,
    /** The server does not let the caller in: are its certificate and token what they should be? */
    NOT_ALLOWED,
    /**
     * Keys that were used after the index that the caller named are forgotten, and this one may be among them. If the
     * command was certainly not made before, make it with a newer index.
     */
    KEY_EXPIRED
  }

  private final Reason reason;
  private final String leaderId;

  /** With the id of the leader, to whom one may turn; empty if it is not known. */
  public RejectedException(Reason reason, String message, String leaderId) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
    this.leaderId = Objects.requireNonNull(leaderId, "leaderId");
  }

  /** With no leader known. */
  public RejectedException(Reason reason, String message) {
    this(reason, message, HardState.NONE);
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** The leader, as far as this server knows, or {@link HardState#NONE}. */
  public String leaderId() {
    return leaderId;
  }
}
