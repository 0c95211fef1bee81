package io.rafty.vertx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.kv.KeyValueStateMachine;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Options from JSON, from files, and in the manual. */
@Timeout(60)
class RaftOptionsTest {

  @TempDir
  private Path folder;

  private static RaftOptions read(String name, Object value) {
    return new RaftOptions(new JsonObject().put("nodeId", "1").put(name, value));
  }

  private static void refused(String message, String name, Object value) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, () -> read(name, value)).getMessage());
  }

  @Test
  void everyOptionHasAKind() {
    TreeSet<String> all = new TreeSet<>(new RaftOptions().toJson().fieldNames());
    all.add("memoryBudget");
    assertEquals(all, OptionsJson.ofNode().kinds().keySet());
    assertEquals(new SnapshotOptions().toJson().fieldNames(), OptionsJson.ofSnapshots().kinds().keySet());
    assertEquals(new SecurityOptions().toJson().fieldNames(), SecurityJson.known().kinds().keySet());
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    RaftOptions options = new RaftOptions().setNodeId("a").setHost("h").setPort(1).setPeers(List.of("b:1", "c:2"))
      .setDataFolder("f").setMinElectionTimeout(300).setWitness(true).setLeaseReads(true).setMaxClockDrift(0.2)
      .setTailBytes(1L << 33).setSnapshots(new SnapshotOptions().setLogBytes(1L << 34).setChunkBytes(7));
    JsonObject json = options.toJson();
    assertEquals(json, new RaftOptions(new JsonObject(json.encode())).toJson());
    assertEquals(json, new RaftOptions(options).toJson());
    assertEquals("h:1", options.getAddress());
    assertEquals("h:2", new RaftOptions(options).setPort(2).getAddress());
    assertEquals("elsewhere:3", new RaftOptions(options.setAddress("elsewhere:3")).setPort(2).getAddress());
  }

  @Test
  void durationsAndSizesAreReadAsPeopleWriteThem() {
    assertEquals(500, read("minElectionTimeout", "500ms").getMinElectionTimeout());
    assertEquals(500, read("minElectionTimeout", 500).getMinElectionTimeout());
    assertEquals(500, read("minElectionTimeout", "500").getMinElectionTimeout());
    assertEquals(1500, read("commandTimeout", "1.5s").getCommandTimeout());
    assertEquals(600_000, read("sessionTimeout", "10m").getSessionTimeout());
    assertEquals(7_200_000, read("sessionTimeout", "2 h").getSessionTimeout());
    assertEquals(86_400_000, read("sessionTimeout", "1d").getSessionTimeout());
    assertEquals(64L << 20, read("tailBytes", "64MB").getTailBytes());
    assertEquals(64L << 20, read("tailBytes", "64 MiB").getTailBytes());
    assertEquals(1 << 20, read("maxCommandBytes", 1 << 20).getMaxCommandBytes());
    assertEquals(4096, read("segmentBytes", "4kb").getSegmentBytes());
    assertEquals(1L << 33, read("snapshots", new JsonObject().put("logBytes", "8GB")).getSnapshots().getLogBytes());
    assertEquals((64L << 20) / 4, read("memoryBudget", "64MB").getMaxPendingBytes());
  }

  @Test
  void aBudgetLeavesWhatIsSetBesideWhicheverComesFirst() {
    RaftOptions options = new RaftOptions(new JsonObject().put("maxPendingBytes", "5MB").put("memoryBudget", "64MB"));
    assertEquals(5L << 20, options.getMaxPendingBytes());
    assertEquals((64L << 20) / 8, options.getTailBytes());
  }

  @Test
  void whatIsNoOptionIsNamed() {
    String message = assertThrows(IllegalArgumentException.class, () -> read("minElectionTimeOut", 5)).getMessage();
    assertTrue(message.startsWith("unknown option 'minElectionTimeOut'; known: address, "), message);
    assertEquals("unknown option 'snapshots.chunk'; known: chunkBytes, logBytes, maxBytesPerSecond",
      assertThrows(IllegalArgumentException.class,
        () -> read("snapshots", new JsonObject().put("chunk", 5))).getMessage());
  }

  @Test
  void aValueOfAnotherKindIsNamedWithWhatIsAllowed() {
    refused("option 'port' is '80'; allowed: a whole number, up to 2147483647", "port", "80");
    refused("option 'port' is 80.5; allowed: a whole number, up to 2147483647", "port", 80.5);
    refused("option 'port' is 4294967376; allowed: a whole number, up to 2147483647", "port", 4_294_967_376L);
    refused("option 'witness' is 'yes'; allowed: true or false", "witness", "yes");
    refused("option 'peers' is 'a:1'; allowed: a list of texts", "peers", "a:1");
    refused("option 'peers' is [1]; allowed: a list of texts", "peers", new JsonArray().add(1));
    refused("option 'nodeId' is 7; allowed: a text", "nodeId", 7);
    refused("option 'snapshots' is 7; allowed: an object with options", "snapshots", 7);
    refused("option 'commandTimeout' is '5 parsecs'; allowed: milliseconds, or a duration such as '500ms', '5s', '10m',"
      + " '2h', '1d'", "commandTimeout", "5 parsecs");
    refused("option 'segmentBytes' is '3GB'; allowed: bytes, or a size such as '64KB', '16MB', where 1KB is 1024 bytes,"
      + " below '2GB'", "segmentBytes", "3GB");
    assertThrows(IllegalArgumentException.class, () -> read("tailBytes", "9999999999GB"));
    assertThrows(IllegalArgumentException.class, () -> read("tailBytes", "0.5"));
    assertThrows(IllegalArgumentException.class, () -> read("commandTimeout", new JsonObject()));
    assertThrows(IllegalArgumentException.class, () -> new RaftOptions(new JsonObject().putNull("host")));
  }

  @Test
  void aValueThatMayBeASecretIsNotShown() {
    refused("option 'security.keyPath' is not what it should be; allowed: a text", "security",
      new JsonObject().put("keyPath", new JsonArray().add("hidden")));
    String message = assertThrows(IllegalArgumentException.class,
      () -> read("security", new JsonObject().put("secret", "hidden"))).getMessage();
    assertTrue(message.startsWith("unknown option 'security.secret'; known: certPath, "), message);
    assertEquals(90_000, read("security", new JsonObject().put("idleTimeout", "90s")).getSecurity().getIdleTimeout());
  }

  @Test
  void aVerticleTakesThemFromTheConfigurationThatItIsDeployedWith() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      JsonObject config = new JsonObject().put("nodeId", "one").put("port", 0).put("commandTimeout", "3s")
        .put("dataFolder", folder.toString());
      RaftVerticle verticle = RaftVerticle.create(KeyValueStateMachine.create());
      wait(vertx.deployVerticle(verticle, new DeploymentOptions().setConfig(config)));
      assertEquals("one", verticle.node().state().id());
      Future<String> misspelt = vertx.deployVerticle(RaftVerticle.create(KeyValueStateMachine.create()),
        new DeploymentOptions().setConfig(config.copy().put("prot", 1)));
      assertTrue(assertThrows(IllegalArgumentException.class, () -> wait(misspelt)).getMessage()
        .startsWith("unknown option 'prot'; known"));
      assertEquals("option 'nodeId' is ''; allowed: 1 to 255 characters", assertThrows(IllegalArgumentException.class,
        () -> wait(vertx.deployVerticle(RaftVerticle.create(KeyValueStateMachine.create())))).getMessage());
    } finally {
      wait(vertx.close());
    }
  }

  @Test
  void theyAreReadFromFilesByVertxConfig() throws Exception {
    Path yaml = Files.writeString(folder.resolve("rafty.yaml"), """
      nodeId: one
      port: 9001
      peers:
        - localhost:9001
        - localhost:9002
      minElectionTimeout: 1s
      maxElectionTimeout: 2500
      memoryBudget: 64MB
      snapshots:
        logBytes: 16MB
      """);
    Path json = Files.writeString(folder.resolve("rafty.json"), "{\"port\": 9002, \"leaseReads\": true}");
    Vertx vertx = Vertx.vertx();
    try {
      ConfigRetriever retriever = ConfigRetriever.create(vertx, new ConfigRetrieverOptions()
        .addStore(file("yaml", yaml)).addStore(file("json", json)));
      RaftOptions options = new RaftOptions(wait(retriever.getConfig())).validate();
      assertEquals("one", options.getNodeId());
      assertEquals(9002, options.getPort());
      assertEquals(List.of("localhost:9001", "localhost:9002"), options.getPeers());
      assertEquals(1000, options.getMinElectionTimeout());
      assertEquals(2500, options.getMaxElectionTimeout());
      assertEquals(16L << 20, options.getSnapshots().getLogBytes());
      assertTrue(options.isLeaseReads());
    } finally {
      wait(vertx.close());
    }
  }

  private static ConfigStoreOptions file(String format, Path path) {
    return new ConfigStoreOptions().setType("file").setFormat(format)
      .setConfig(new JsonObject().put("path", path.toString()));
  }

  @Test
  void theManualHasATableOfThem() throws IOException {
    Manual.says("_options.adoc", OptionsTable.ofNode());
  }

  private static <T> T wait(Future<T> future) throws Exception {
    return future.await(30, TimeUnit.SECONDS);
  }
}
