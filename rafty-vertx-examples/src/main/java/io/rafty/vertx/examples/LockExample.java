package io.rafty.vertx.examples;

import io.rafty.vertx.shared.RaftSharedData;
import io.vertx.core.Future;

/** Something outside the cluster that only one may change at a time. */
final class LockExample {

  // tag::resource[]
  /** Stands for a store of any kind that can compare two numbers: it refuses whoever comes with an older token. */
  static final class Invoices {

    private long newestToken;
    private int written;

    Future<Integer> write(long token) {
      if (token < newestToken) {
        return Future.failedFuture("token " + token + " is older than " + newestToken);
      }
      newestToken = token;
      written++;
      return Future.succeededFuture(written);
    }
  }
  // end::resource[]

  private final RaftSharedData shared;
  private final Invoices invoices;

  LockExample(RaftSharedData shared, Invoices invoices) {
    this.shared = shared;
    this.invoices = invoices;
  }

  // tag::lock[]
  /** Writes the next invoice, when nobody else does. */
  Future<Integer> next() {
    return shared.withLock("invoices", lock -> invoices.write(lock.token()));
  }
  // end::lock[]

  // tag::permit[]
  /** At most three servers at a time ask for exchange rates. */
  Future<String> rates() {
    return shared.semaphore("rates", 3).acquire().compose(permit -> Future.succeededFuture("1 EUR = 1 EUR")
      .onComplete(asked -> permit.release()));
  }
  // end::permit[]
}
