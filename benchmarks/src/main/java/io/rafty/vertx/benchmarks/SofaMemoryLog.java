package io.rafty.vertx.benchmarks;

import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.option.LogStorageOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A log in memory for SOFAJRaft; read by its replicators while it is written. */
final class SofaMemoryLog implements LogStorage {

  private final ConcurrentNavigableMap<Long, LogEntry> entries = new ConcurrentSkipListMap<>();
  private LogStorageOptions options = new LogStorageOptions();

  @Override
  public boolean init(LogStorageOptions given) {
    options = given;
    return true;
  }

  @Override
  public void shutdown() {
    entries.clear();
  }

  @Override
  public long getFirstLogIndex() {
    return entries.isEmpty() ? 1 : entries.firstKey();
  }

  @Override
  public long getLastLogIndex() {
    return entries.isEmpty() ? 0 : entries.lastKey();
  }

  @Override
  public LogEntry getEntry(long index) {
    return entries.get(index);
  }

  @Override
  @Deprecated
  public long getTerm(long index) {
    return Optional.ofNullable(entries.get(index)).map(entry -> entry.getId().getTerm()).orElse(0L);
  }

  @Override
  public boolean appendEntry(LogEntry entry) {
    if (entry.getType() == EntryType.ENTRY_TYPE_CONFIGURATION) {
      options.getConfigurationManager().add(new com.alipay.sofa.jraft.conf.ConfigurationEntry(entry.getId(),
        new com.alipay.sofa.jraft.conf.Configuration(entry.getPeers()),
        new com.alipay.sofa.jraft.conf.Configuration(Optional.ofNullable(entry.getOldPeers()).orElse(List.of()))));
    }
    entries.put(entry.getId().getIndex(), entry);
    return true;
  }

  @Override
  public int appendEntries(List<LogEntry> more) {
    more.forEach(this::appendEntry);
    return more.size();
  }

  @Override
  public boolean truncatePrefix(long firstIndexKept) {
    entries.headMap(firstIndexKept).clear();
    return true;
  }

  @Override
  public boolean truncateSuffix(long lastIndexKept) {
    entries.tailMap(lastIndexKept, false).clear();
    return true;
  }

  @Override
  public boolean reset(long nextLogIndex) {
    entries.clear();
    return true;
  }
}
