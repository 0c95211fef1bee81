package io.rafty.vertx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who may know whom: for each package of the library, the classes it may name, imported or written out. A package that
 * is not listed breaks the rule, so a new one starts with a row here.
 */
final class ImportTable {

  private static final String API = "io\\.rafty\\.vertx\\.[A-Z][\\w.]*";
  private static final String PARTS_OF_API = "io\\.rafty\\.vertx\\.(Log|Peer|PeersProvider|StateMachine|RaftNode"
    + "|SnapshotStore|ChunkSource|RaftVerticle|RaftRequests|InProcessPeers|TypedNode|TypedStateMachine)";
  private static final String JDK = "javax?\\..*";
  private static final String CORE = "io\\.vertx\\.core\\..*";
  private static final String OPTIONS = "io\\.rafty\\.vertx\\.options\\..*|io\\.vertx\\.codegen\\..*";
  private static final String NOT_PUBLIC = "io\\.vertx\\..*\\b(impl|internal)\\..*";
  private static final String ANY_ORDER = "\\b((Set|Map|List)\\s*\\.\\s*copyOf"
    + "|(Set|Map)\\s*\\.\\s*(of|ofEntries)|Collectors\\s*\\.\\s*(toSet|toUnmodifiableSet|toUnmodifiableMap))\\b";

  /** What a package may name, and what of that it may not after all. */
  private record Row(String allowed, String except) {
  }

  private static final Map<String, Row> TABLE = Map.of(
    "io.rafty.vertx.shared", new Row(API + "|io\\.rafty\\.vertx\\.(shared\\..*|node\\.Env(\\.Timer)?)|" + JDK
      + "|" + CORE + "|" + OPTIONS, NOT_PUBLIC),
    "io.rafty.vertx", new Row(API + "|" + JDK + "|" + CORE + "|" + OPTIONS, NOT_PUBLIC),
    "io.rafty.vertx.protocol", new Row(API + "|io\\.rafty\\.vertx\\.protocol\\..*|java\\.util\\..*"
      + "|io\\.vertx\\.core\\.buffer\\.Buffer", PARTS_OF_API + "|java\\.util\\.(concurrent|logging|jar|zip)\\..*"
      + "|java\\.util\\.Timer(Task)?"),
    "io.rafty.vertx.node", new Row(API + "|io\\.rafty\\.vertx\\.(node|protocol|session)\\..*|java\\.util\\..*|" + CORE,
      NOT_PUBLIC + "|java\\.util\\.concurrent\\.(locks\\..*|Concurrent\\w+|CopyOnWrite\\w+|\\w*Queue|\\w*Deque"
        + "|CountDownLatch|Semaphore)"),
    "io.rafty.vertx.session", new Row(API + "|io\\.rafty\\.vertx\\.session\\..*|" + JDK + "|" + CORE, NOT_PUBLIC),
    "io.rafty.vertx.log", new Row(API + "|io\\.rafty\\.vertx\\.log\\..*|" + JDK + "|" + CORE, NOT_PUBLIC),
    "io.rafty.vertx.http", new Row(API + "|io\\.rafty\\.vertx\\.http\\..*|" + JDK + "|" + CORE
      + "|io\\.vertx\\.ext\\.web\\..*|io\\.netty\\.handler\\.codec\\.http\\..*", NOT_PUBLIC),
    "io.rafty.vertx.tool", new Row(API + "|io\\.rafty\\.vertx\\.(tool|log|http)\\..*|" + JDK + "|" + CORE
      + "|picocli\\..*", NOT_PUBLIC),
    "io.rafty.vertx.client", new Row("io\\.rafty\\.vertx\\.(Codec|MemberRole|RaftNode|RaftOptions|RejectedException"
      + "|SecurityOptions|UnknownOutcomeException|client\\..*|http\\..*)(\\.\\w+)?|" + JDK + "|" + CORE + "|" + OPTIONS,
      NOT_PUBLIC),
    "io.rafty.vertx.kv", new Row(API + "|io\\.rafty\\.vertx\\.(kv|http)\\..*|" + JDK + "|" + CORE
      + "|io\\.vertx\\.ext\\.web\\..*", NOT_PUBLIC));

  /** The same for what serves several of the others. */
  private static final Map<String, Row> SERVANTS = Map.of("io.rafty.vertx.options",
    new Row("java\\.(util|math)\\..*|io\\.vertx\\.core\\.json\\..*|io\\.rafty\\.vertx\\.options\\..*", NOT_PUBLIC));

  /** The same for those who watch, with what an application brings along if it wants to be watched. */
  private static final Map<String, Row> WATCHERS = Map.of(
    "io.rafty.vertx.metrics", new Row(API + "|io\\.rafty\\.vertx\\.metrics\\..*|java\\.util\\..*"
      + "|io\\.micrometer\\.core\\.instrument\\..*", NOT_PUBLIC),
    "io.rafty.vertx.health", new Row(API + "|io\\.rafty\\.vertx\\.health\\..*|java\\.util\\..*|" + CORE
      + "|io\\.vertx\\.ext\\.healthchecks\\..*", NOT_PUBLIC),
    "io.rafty.vertx.page", new Row(API + "|io\\.rafty\\.vertx\\.(page\\..*|http\\.Statuses)|" + JDK + "|" + CORE
      + "|io\\.vertx\\.ext\\.web\\..*", NOT_PUBLIC));

  /** The files of the api that put the parts together. */
  private static final List<String> COMPOSERS = List.of("RaftNode", "RaftVerticle", "RaftGroups", "Site", "OwnSite",
    "Ports", "Routers");
  private static final String PARTS = "io\\.rafty\\.vertx\\.(node|log|http)\\..*|io\\.vertx\\.ext\\.web\\..*";

  private static final Pattern NAMED = Pattern.compile(
    "(?<![\\w.])(?:javax?|io|org|com|net|jdk|sun)(?:\\.[a-z]\\w*)+\\.[A-Z]\\w*(?:\\.[A-Z]\\w*)?");

  /** What the binding of a node to Vert.x knows of what Vert.x exports for its own modules: loggers, tracer. */
  private static final String BINDING = "VertxEnv";
  private static final String OF_VERTX = "io\\.vertx\\.core\\.internal\\.(logging\\.Logger(Factory)?|ContextInternal)";

  private ImportTable() {
  }

  static List<String> check(SourceFile file) {
    Row row = Stream.of(TABLE, SERVANTS, WATCHERS).map(table -> table.get(file.packageName()))
      .filter(Objects::nonNull).findAny().orElse(null);
    if (row == null) {
      return List.of(file.path() + ":1: package '" + file.packageName() + "' has no row in " + ImportTable.class);
    }
    boolean composer = file.packageName().equals("io.rafty.vertx") && COMPOSERS.contains(file.typeName());
    List<String> broken = new ArrayList<>();
    Matcher named = NAMED.matcher(file.code());
    while (named.find()) {
      String name = named.group();
      boolean known = name.matches(row.allowed()) || composer && name.matches(PARTS);
      boolean bound = file.typeName().equals(BINDING) && name.matches(OF_VERTX);
      if (!bound && (!known || name.matches(row.except()))) {
        broken.add(file.at(named.start()) + ": " + file.packageName() + " must not know " + name);
      }
    }
    if (file.packageName().equals("io.rafty.vertx.protocol")) {
      broken.addAll(TidyRules.found(file, file.code(), Pattern.compile(ANY_ORDER), "differs from run to run"));
    }
    return broken;
  }
}
