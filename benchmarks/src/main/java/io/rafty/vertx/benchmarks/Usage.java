package io.rafty.vertx.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/**
 * What this process has used up to a moment.
 *
 * @param cpuNanos  processor time, collections and compilations included
 * @param allocated bytes by each living thread
 */
record Usage(long cpuNanos, Map<Long, Long> allocated) {

  private static final OperatingSystemMXBean SYSTEM =
    (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Usage now() {
    long[] ids = THREADS.getAllThreadIds();
    long[] bytes = THREADS.getThreadAllocatedBytes(ids);
    Map<Long, Long> allocated = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      allocated.put(ids[i], bytes[i]);
    }
    return new Usage(SYSTEM.getProcessCpuTime(), allocated);
  }

  long cpuNanosSince(Usage before) {
    return cpuNanos - before.cpuNanos;
  }

  /** Without what threads allocated that have ended. */
  long allocatedSince(Usage before) {
    return allocated.entrySet().stream()
      .mapToLong(each -> Math.max(0, each.getValue() - before.allocated.getOrDefault(each.getKey(), 0L))).sum();
  }
}
