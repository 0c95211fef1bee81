package io.rafty.vertx.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Manual;
import io.rafty.vertx.OptionsTable;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RaftClientOptionsTest {

  private static void refused(String name, Consumer<RaftClientOptions> change) {
    RaftClientOptions options = PlayedWorld.options();
    change.accept(options);
    String message = assertThrows(IllegalArgumentException.class, options::validate, name).getMessage();
    assertTrue(message.contains(name), message);
  }

  @Test
  void optionsGoToJsonAndBack() {
    RaftClientOptions options = new RaftClientOptions().setServers(List.of("a:1", "[::1]:2/raft")).setGroup("orders")
      .setRequestTimeout(1).setAttemptTimeout(2).setInitialBackoff(3).setMaxBackoff(4).setMaxConcurrentRequests(5)
      .setMaxAnswerBytes(6).setConnectionsPerServer(7).setDiscovery(false).setRefreshInterval(8)
      .setBearerToken("secret").setHttp(new HttpClientOptions().setSsl(true));
    assertEquals(options.toJson(), new RaftClientOptions(options.validate().toJson()).toJson());
    assertEquals(options.toJson(), new RaftClientOptions(options).toJson());
    assertEquals(13, options.toJson().size());
    RaftClientOptions defaults = new RaftClientOptions();
    options.toJson().fieldNames().forEach(name -> assertTrue(!defaults.toJson().getValue(name)
      .equals(options.toJson().getValue(name)), () -> name + " was not changed by this test"));
  }

  @Test
  void whatIsUnknownOrOfTheWrongTypeIsRefusedByName() {
    String unknown = assertThrows(IllegalArgumentException.class,
      () -> new RaftClientOptions(new JsonObject().put("server", "a:1"))).getMessage();
    assertTrue(unknown.startsWith("unknown option 'server'; known: attemptTimeout, "), unknown);
    for (JsonObject wrong : List.of(new JsonObject().put("requestTimeout", "10 parsecs"),
      new JsonObject().put("servers", new JsonArray().add(1)), new JsonObject().putNull("group"))) {
      String message = assertThrows(IllegalArgumentException.class, () -> new RaftClientOptions(wrong)).getMessage();
      assertTrue(message.contains(wrong.fieldNames().iterator().next()), message);
    }
    String secret = assertThrows(IllegalArgumentException.class,
      () -> new RaftClientOptions(new JsonObject().put("bearerToken", new JsonArray().add("hidden")))).getMessage();
    assertEquals("option 'bearerToken' is not what it should be; allowed: a text", secret);
  }

  @Test
  void durationsAndSizesAreReadAsPeopleWriteThem() {
    RaftClientOptions options = new RaftClientOptions(new JsonObject().put("requestTimeout", "5s")
      .put("maxAnswerBytes", "64MB").put("http", new JsonObject().put("ssl", true)));
    assertEquals(5000, options.getRequestTimeout());
    assertEquals(64 << 20, options.getMaxAnswerBytes());
    assertTrue(options.getHttp().isSsl());
  }

  @Test
  void everyOptionHasAKindAndTheManualATableOfThem() throws IOException {
    JsonObject defaults = new RaftClientOptions().toJson();
    assertEquals(defaults.fieldNames(), RaftClientOptions.KNOWN.kinds().keySet());
    Manual.says("_client-options.adoc", OptionsTable.of("client/RaftClientOptions", RaftClientOptions.KNOWN, defaults,
      tried -> new RaftClientOptions(new JsonObject().put("servers", new JsonArray().add("a:1")).mergeIn(tried))
        .validate()));
  }

  @Test
  void whatIsOutOfRangeIsRefusedByName() {
    PlayedWorld.options().validate();
    refused("servers", options -> options.setServers(List.of()));
    refused("localhost", options -> options.setServers(List.of("localhost")));
    refused("a/b", options -> options.setGroup("a/b"));
    refused("requestTimeout", options -> options.setRequestTimeout(0));
    refused("attemptTimeout", options -> options.setAttemptTimeout(-1));
    refused("initialBackoff", options -> options.setInitialBackoff(0));
    refused("maxBackoff", options -> options.setMaxBackoff(49));
    refused("maxConcurrentRequests", options -> options.setMaxConcurrentRequests(0));
    refused("maxAnswerBytes", options -> options.setMaxAnswerBytes(0));
    refused("connectionsPerServer", options -> options.setConnectionsPerServer(0));
    refused("refreshInterval", options -> options.setRefreshInterval(0));
    refused("bearerToken", options -> options.setBearerToken("two\r\nlines"));
    assertTrue(!assertThrows(IllegalArgumentException.class, () -> PlayedWorld.options().setBearerToken("pass\nword")
      .validate()).getMessage().contains("pass"), "a secret is not told");
  }
}
