package io.rafty.vertx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Holds every source of every module to the rules of the house, without exemptions. */
class TidyTest {

  private static final List<SourceFile> FILES = SourceFile.ofProject();

  private static void holds(Predicate<SourceFile> where, Function<SourceFile, List<String>> rule) {
    List<SourceFile> files = FILES.stream().filter(where).toList();
    assertTrue(files.size() > 10, () -> "only " + files.size() + " files were looked at");
    List<String> broken = files.stream().map(rule).flatMap(List::stream).toList();
    assertTrue(broken.isEmpty(), () -> "\n" + String.join("\n", broken) + "\n");
  }

  @Test
  void everyPackageKnowsOnlyWhatItMay() {
    holds(SourceFile::isLibrary, ImportTable::check);
  }

  @Test
  void noFileIsLong() {
    holds(SourceFile::isJava, TidyRules::fileLength);
  }

  @Test
  void noMethodIsLong() {
    holds(SourceFile::isJava, TidyRules::methodLength);
  }

  @Test
  void noLineIsLong() {
    holds(SourceFile::isJava, TidyRules::lineLength);
  }

  @Test
  void nothingSleeps() {
    holds(SourceFile::isJava, TidyRules::waiting);
  }

  @Test
  void nothingLocks() {
    holds(SourceFile::isJava, TidyRules::locking);
  }

  @Test
  void nothingReadsAClockButTheEnvironmentOfANode() {
    holds(SourceFile::isLibrary, TidyRules::clock);
  }

  @Test
  void nothingIsRandomWithoutASeedButTheEnvironmentOfANode() {
    holds(SourceFile::isLibrary, TidyRules::dice);
  }

  @Test
  void noNodeHasTimersButThoseOfItsEnvironment() {
    holds(SourceFile::isLibrary, TidyRules::timers);
  }

  @Test
  void noFutureHasATimerOfItsOwn() {
    holds(SourceFile::isJava, TidyRules::futureTimeout);
  }

  @Test
  void nothingReflects() {
    holds(SourceFile::isMain, TidyRules::reflection);
  }

  @Test
  void nothingThatIsReadChoosesAClass() {
    holds(SourceFile::isMain, TidyRules::serialization);
  }

  @Test
  void nothingIsImportedByWildcard() {
    holds(SourceFile::isJava, TidyRules::wildcards);
  }

  @Test
  void nothingIsLeftForLater() {
    holds(file -> true, TidyRules::later);
  }

  @Test
  void nothingNamesAFolderOfOneMachine() {
    holds(file -> true, TidyRules::machine);
  }

  @Test
  void everyReferenceInTheTextsLeadsSomewhere() {
    holds(file -> true, TextLinks::broken);
  }

  @Test
  void everyPublicTypeHasJavadoc() {
    holds(SourceFile::isLibrary, TidyRules::javadoc);
  }

  @Test
  void eachRuleFindsWhatItIsFor() {
    finds(TidyRules::waiting, "Thread.sleep(1);", "Thread . sleep(1);", "TimeUnit.SECONDS.sleep(1);");
    finds(TidyRules::locking, "synchronized (this) { }");
    finds(TidyRules::futureTimeout, "f.timeout(1, TimeUnit.SECONDS);", "f\n.timeout(o.getX(1), s);");
    finds(TidyRules::clock, "System.nanoTime();", "System.currentTimeMillis();", "Instant.now();");
    finds(TidyRules::dice, "new Random();", "Math.random();", "ThreadLocalRandom.current();", "UUID.randomUUID();",
      "RandomGenerator.getDefault();", "Collections.shuffle(list);");
    finds(TidyRules::timers, "package io.rafty.vertx.node; class A { void a() { vertx.setTimer(1, b); } }");
    finds(TidyRules::reflection, "Class.forName(name);");
    finds(TidyRules::serialization, "new ObjectInputStream(in);", "class A implements B, Serializable { }",
      "record A() implements java.io.Externalizable { }", "in.readObject();", "new XMLDecoder(in);");
    finds(TidyRules::wildcards, "\nimport java.util.*;");
    finds(TidyRules::later, "// TO" + "DO", "// FIX" + "ME");
    finds(TidyRules::machine, "\"/" + "tmp/x\"", "// /" + "home/someone/x");
    finds(TidyRules::fileLength, "\n".repeat(401));
    finds(TidyRules::lineLength, "x".repeat(121));
    finds(TidyRules::methodLength, "class A { void method() {" + "\n".repeat(60) + "} }",
      "enum A { ; A() throws Bad {\n if (a) { b(); }" + "\n".repeat(60) + "} }",
      "class A { interface B { int C = 1; default void d() {" + "\n".repeat(60) + "} } }");
    finds(TidyRules::javadoc, "\n  public enum Bare { }", "\n  /* no Javadoc */\n  public record Bare() { }");
  }

  @Test
  void aReferenceThatLeadsNowhereIsFound() {
    for (String text : List.of("xref:gone.adoc[Gone]", "see `protocol/Gone`", "`protocol/RaftCore.java`")) {
      assertEquals(1, TextLinks.broken(SourceFile.of("src-docs/a.adoc", text)).size(), text);
    }
    assertEquals(1, TextLinks.broken(SourceFile.of("README.md", "[gone](gone/README.md)")).size());
    for (String text : List.of("xref:index.adoc[Index]", "see `protocol/RaftCore`, `node/Env`")) {
      assertEquals(List.of(), TextLinks.broken(SourceFile.of("src-docs/a.adoc", text)), text);
    }
    for (String text : List.of("[web](https://example.org)", "[here](#below)", "[docs](src-docs/index.adoc#top)")) {
      assertEquals(List.of(), TextLinks.broken(SourceFile.of("README.md", text)), text);
    }
  }

  @Test
  void noRuleFindsWhatIsQuotedOrAllowed() {
    allows(TidyRules::waiting, "// Thread.sleep\n", "/* Thread.sleep */", "s = \"\\\"Thread.sleep\";",
      "s = \"\"\"\n \" Thread.sleep \"\"\";", "c = '\"'; // Thread.sleep");
    allows(TidyRules::futureTimeout, "request.timeout(1000);", "call(x.timeout(1), 2);");
    allows(TidyRules::dice, "new Random(seed);", "Collections.shuffle(list, random);");
    allows(TidyRules::fileLength, "\n".repeat(400));
    allows(TidyRules::lineLength, "x".repeat(120));
    allows(TidyRules::methodLength, "class A { void method() {" + "\n".repeat(59) + "} }",
      "class A { record R() {" + "\n".repeat(90) + "} }",
      "class A { void a() {" + "\n".repeat(40) + "} void b() {" + "\n".repeat(40) + "} }");
    allows(TidyRules::javadoc, "\n/** What it is. */\n@Deprecated\n  public final class Told { }",
      "\nclass Hidden { }");
  }

  @Test
  void theImportTableFindsWhoKnowsTooMuch() {
    knowsTooMuch("protocol", "import io.vertx.core.Future;", "import java.util.concurrent.Callable;",
      "import java.io.File;", "import io.rafty.vertx.Log;", "import io.rafty.vertx.node.Env;",
      "class A { Object a = java.util.Map.of(); }", "class A { Object a = Set.copyOf(b); }");
    knowsTooMuch("node", "import io.rafty.vertx.log.FileLog;", "import java.util.concurrent.ConcurrentHashMap;",
      "import io.vertx.core.internal.ContextInternal;", "class A { io.rafty.vertx.http.HttpPeer a; }");
    knowsTooMuch("log", "import io.rafty.vertx.node.Env;", "import io.vertx.ext.web.Router;");
    knowsTooMuch("http", "import io.rafty.vertx.log.FileLog;", "import io.netty.buffer.ByteBuf;");
    knowsTooMuch("kv", "import io.rafty.vertx.node.Env;");
    knowsTooMuch("unlisted", "");
    assertEquals(1, ImportTable.check(library("", "import io.rafty.vertx.log.FileLog;")).size());
  }

  @Test
  void theImportTableAllowsWhatIsNeeded() {
    knowsEnough("protocol", "import io.rafty.vertx.LogEntry;", "import java.util.random.RandomGenerator;",
      "import io.vertx.core.buffer.Buffer;", "import io.rafty.vertx.RejectedException.Reason;",
      "class A { Object a = Arrays.copyOf(b, 1); }");
    knowsEnough("node", "import io.rafty.vertx.protocol.Ready;", "import io.vertx.core.Future;");
    knowsEnough("log", "import java.nio.channels.FileChannel;", "import io.vertx.core.Future;");
    knowsEnough("http", "import io.vertx.ext.web.client.WebClient;",
      "import io.netty.handler.codec.http.HttpHeaderNames;");
    knowsEnough("kv", "import io.rafty.vertx.http.RaftRouter;");
  }

  private static void finds(Function<SourceFile, List<String>> rule, String... samples) {
    for (String sample : samples) {
      assertEquals(1, rule.apply(sample(sample)).size(), sample);
    }
  }

  private static void allows(Function<SourceFile, List<String>> rule, String... samples) {
    for (String sample : samples) {
      assertEquals(List.of(), rule.apply(sample(sample)), sample);
    }
  }

  private static SourceFile sample(String text) {
    return SourceFile.of("Sample.java", text);
  }

  private static void knowsTooMuch(String name, String... samples) {
    for (String sample : samples) {
      assertEquals(1, ImportTable.check(library("." + name, sample)).size(), name + ": " + sample);
    }
  }

  private static void knowsEnough(String name, String... samples) {
    for (String sample : samples) {
      assertEquals(List.of(), ImportTable.check(library("." + name, sample)), name + ": " + sample);
    }
  }

  private static SourceFile library(String name, String text) {
    return SourceFile.of("rafty-vertx/src/main/java/Sample.java", "package io.rafty.vertx" + name + ";\n" + text);
  }
}
