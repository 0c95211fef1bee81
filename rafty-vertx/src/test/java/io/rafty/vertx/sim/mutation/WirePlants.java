package io.rafty.vertx.sim.mutation;

import io.rafty.vertx.AppendEntries;
import io.rafty.vertx.AppendEntriesResponse;
import io.rafty.vertx.RequestVote;
import io.rafty.vertx.RequestVoteResponse;
import io.rafty.vertx.sim.Plant;
import java.util.List;

/** Messages that are changed on their way, as a faulty sender or receiver would. */
final class WirePlants {

  private WirePlants() {
  }

  /** The leader claims that everything is committed. */
  static Plant inflatesCommitIndex() {
    return new Plant() {
      @Override
      @SuppressWarnings("unchecked")
      public <T> T request(String from, String to, T message) {
        return message instanceof AppendEntries append
          ? (T) new AppendEntries(append.clusterId(), append.term(), append.leaderId(), append.prevLogIndex(),
          append.prevLogTerm(), append.entries(), Long.MAX_VALUE, append.timeoutNow()) : message;
      }
    };
  }

  /** A follower loses the entries, and says that it has them. */
  static Plant acknowledgesWhatItDrops() {
    return new Plant() {
      @Override
      @SuppressWarnings("unchecked")
      public <T> T request(String from, String to, T message) {
        return message instanceof AppendEntries append && to.equals("2")
          ? (T) new AppendEntries(append.clusterId(), append.term(), append.leaderId(), append.prevLogIndex(),
          append.prevLogTerm(), List.of(), append.leaderCommit(), append.timeoutNow()) : message;
      }

      @Override
      @SuppressWarnings("unchecked")
      public <T> T response(String from, String to, Object request, T message) {
        return message instanceof AppendEntriesResponse response && response.success() && from.equals("2")
          ? (T) new AppendEntriesResponse(response.term(), true, Long.MAX_VALUE, 0, 0) : message;
      }
    };
  }

  /** Every refusal arrives as a success. */
  static Plant acknowledgesWhatItRefuses() {
    return new Plant() {
      @Override
      @SuppressWarnings("unchecked")
      public <T> T response(String from, String to, Object request, T message) {
        return request instanceof AppendEntries append && message instanceof AppendEntriesResponse response
          && !response.success() ? (T) new AppendEntriesResponse(append.term(), true,
          append.prevLogIndex() + append.entries().size(), 0, 0) : message;
      }
    };
  }

  /** Every vote that is refused arrives as granted. */
  static Plant grantsEveryVote() {
    return new Plant() {
      @Override
      @SuppressWarnings("unchecked")
      public <T> T response(String from, String to, Object request, T message) {
        return request instanceof RequestVote asked && message instanceof RequestVoteResponse
          ? (T) new RequestVoteResponse(asked.term(), true) : message;
      }
    };
  }
}
