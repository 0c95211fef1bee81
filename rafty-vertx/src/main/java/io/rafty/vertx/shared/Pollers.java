package io.rafty.vertx.shared;

import io.rafty.vertx.shared.Reply.Status;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Questions on this server that are answered when there is something to tell. No part of the replicated state. Nothing
 * is queued for anybody: who asks again is told from the history.
 */
final class Pollers {

  private static final class Poll {

    private final Query query;
    private final String topic;
    private final Promise<Buffer> promise = Promise.promise();
    /** Up to here there was nothing to tell, whatever has been forgotten since. */
    private long seen;

    private Poll(Query query, String topic, long seen) {
      this.query = query;
      this.topic = topic;
      this.seen = seen;
    }
  }

  private final Map<Long, Poll> polls = new LinkedHashMap<>();
  private final Map<String, Map<Long, Poll>> byTopic = new LinkedHashMap<>();

  int size() {
    return polls.size();
  }

  Future<Buffer> ask(State state, Query.Changes query) {
    Poll before = polls.get(query.poller());
    boolean again = before != null && before.query.equals(query);
    return ask(state, query.poller(), new Poll(query, Maps.topic(query.map()),
      again ? Math.max(before.seen, state.ledger().revision()) : query.revision()));
  }

  Future<Buffer> ask(State state, Query.Token query) {
    return ask(state, query.poller(), new Poll(query, Semaphores.topic(query.name()), 0));
  }

  private Future<Buffer> ask(State state, long poller, Poll poll) {
    forget(state, poller);
    Optional<Reply> reply = look(state, poll);
    if (reply.isPresent()) {
      return Future.succeededFuture(reply.get().encode());
    }
    if (polls.size() >= Limits.PENDING) {
      return Future.succeededFuture(Reply.of(Status.FULL).encode());
    }
    polls.put(poller, poll);
    byTopic.computeIfAbsent(poll.topic, topic -> new LinkedHashMap<>()).put(poller, poll);
    return poll.promise.future();
  }

  /** Nothing has happened so far that was worth an answer, and that is all there is to say. */
  void forget(State state, long poller) {
    remove(poller).ifPresent(poll -> poll.promise.complete((poll.query instanceof Query.Changes
      ? Reply.of(Status.OK, Math.max(poll.seen, state.ledger().revision())) : Reply.of(Status.LOST)).encode()));
  }

  private Optional<Poll> remove(long poller) {
    Poll poll = polls.remove(poller);
    if (poll != null) {
      Map<Long, Poll> others = byTopic.get(poll.topic);
      others.remove(poller);
      if (others.isEmpty()) {
        byTopic.remove(poll.topic);
      }
    }
    return Optional.ofNullable(poll);
  }

  /** Something has happened to these. */
  void touched(State state, Collection<String> topics) {
    for (String topic : topics) {
      tell(state, byTopic.getOrDefault(topic, Map.of()).keySet());
    }
  }

  /** There is another state: everybody looks again. */
  void replaced(State state, long revisionBefore) {
    polls.values().forEach(poll -> poll.seen = Math.max(poll.seen, revisionBefore));
    tell(state, polls.keySet());
  }

  /** Looks first and tells then: whoever is told may ask again at once. */
  private void tell(State state, Collection<Long> pollers) {
    List<Runnable> news = new ArrayList<>();
    for (long poller : new ArrayList<>(pollers)) {
      look(state, polls.get(poller)).ifPresent(reply -> remove(poller).ifPresent(poll ->
        news.add(() -> poll.promise.complete(reply.encode()))));
    }
    news.forEach(Runnable::run);
  }

  private static Optional<Reply> look(State state, Poll poll) {
    if (poll.query instanceof Query.Changes changes) {
      return changes(state, poll, changes);
    }
    return poll.query instanceof Query.Token token ? token(state, token) : Optional.empty();
  }

  private static Optional<Reply> changes(State state, Poll poll, Query.Changes query) {
    Optional<History.Part> part = state.maps().history().after(poll.seen, query.map(), query.prefix(),
      state.ledger().revision());
    if (part.isEmpty()) {
      return Optional.of(Reply.of(Status.LOST));
    }
    poll.seen = part.get().through();
    return part.filter(found -> !found.changes().isEmpty())
      .map(found -> new Reply(Status.OK, found.through(), Optional.empty(), found.changes()));
  }

  private static Optional<Reply> token(State state, Query.Token query) {
    Optional<Semaphores.Place> place = state.semaphores().place(query.name(), query.lease(), query.ticket());
    if (place.isPresent()) {
      return place.filter(found -> found.token() > 0).map(found -> Reply.of(Status.OK, found.token()));
    }
    return state.ledger().revision() < query.asked() ? Optional.empty() : Optional.of(Reply.of(Status.GONE));
  }
}
