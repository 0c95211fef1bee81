package io.rafty.vertx;

import java.util.Objects;

/**
 * What a snapshot stands for (Raft paper, section 7, figure 12): the state after {@code lastIncludedIndex}, in the
 * place of all entries up to it.
 *
 * @param lastIncludedIndex  the last entry that it replaces
 * @param lastIncludedTerm   its term
 * @param configuration      the members in force at that entry
 * @param configurationIndex the entry that these members are from
 */
public record SnapshotMeta(long lastIncludedIndex, long lastIncludedTerm, Configuration configuration,
                           long configurationIndex) {

  /**
   * Nothing may be null.
   *
   * @throws IllegalArgumentException if an index or a term is less than 1, or the members are of a later entry
   */
  public SnapshotMeta {
    Objects.requireNonNull(configuration, "configuration");
    if (lastIncludedIndex < 1 || lastIncludedTerm < 1 || configurationIndex < 1
      || configurationIndex > lastIncludedIndex) {
      throw new IllegalArgumentException("a snapshot of entry " + lastIncludedIndex + " of term " + lastIncludedTerm
        + " with members of entry " + configurationIndex + " cannot be");
    }
  }
}
