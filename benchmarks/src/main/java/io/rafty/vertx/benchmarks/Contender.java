package io.rafty.vertx.benchmarks;

import java.util.List;

/**
 * A Raft library with its own network and log, behind the few calls that the driver needs. All its state machines
 * answer every command and query at once with nothing.
 */
interface Contender extends AutoCloseable {

  /** Every name that {@link #named} knows, ours first. */
  List<String> NAMES = List.of("rafty-vertx", "SOFAJRaft", "Ratis", "jgroups-raft", "MicroRaft");

  /** How a request ends; called once, on any thread. */
  interface Answer {

    void answered();

    void failed(Throwable cause);
  }

  /** One kind of request that can be made any number of times, also many at a time. */
  interface Request {

    void make(Answer answer);
  }

  /** One server, running. */
  interface Server extends AutoCloseable {

    /** True as long as it believes itself to be the leader. From any thread. */
    boolean leads();

    /** True if it campaigns, as far as the library lets that be seen. From any thread. */
    default boolean campaigns() {
      return false;
    }

    /** Requests to replicate these bytes, made at this server. */
    Request writes(byte[] command);

    /** Linearizable reads at this server. */
    Request reads();

    /** Runs work where making requests costs least. */
    default void run(Runnable work) {
      work.run();
    }

    @Override
    void close();
  }

  /** Starts one server of a cluster; the others may be started later, here or in other processes. */
  Server start(int number, Setup setup) throws Exception;

  /** Releases what the servers share, when they are closed. */
  @Override
  void close();

  /**
   * A contender.
   *
   * @throws IllegalArgumentException for another name than those of {@link #NAMES}
   */
  static Contender named(String name) {
    return switch (name) {
      case "rafty-vertx" -> new RaftyContender();
      case "SOFAJRaft" -> new SofaContender();
      case "Ratis" -> new RatisContender();
      case "jgroups-raft" -> new JgroupsContender();
      case "MicroRaft" -> new MicroraftContender();
      default -> throw new IllegalArgumentException("contender is '" + name + "'; allowed: "
        + String.join(", ", NAMES));
    };
  }
}
