package io.rafty.vertx.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.RaftOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExampleOptionsTest {

  private static List<RaftOptions> servers(String... args) {
    return ExampleOptions.parse(List.of(args), Map.of()).servers();
  }

  private static void refused(String message, String... args) {
    assertEquals(message, assertThrows(UsageException.class, () -> servers(args)).getMessage());
  }

  private static String folder(String... parts) {
    return Path.of("", parts).toString();
  }

  @Test
  void withoutOptionsFiveServersKnowEachOther() {
    List<RaftOptions> five = servers();
    assertEquals(List.of("1", "2", "3", "4", "5"), five.stream().map(RaftOptions::getNodeId).toList());
    assertEquals(List.of(8081, 8082, 8083, 8084, 8085), five.stream().map(RaftOptions::getPort).toList());
    assertEquals(List.of("data", "1"), List.of(Path.of(five.get(0).getDataFolder()).getParent().toString(),
      Path.of(five.get(0).getDataFolder()).getFileName().toString()));
    List<String> addresses = five.stream().map(RaftOptions::getAddress).toList();
    five.forEach(each -> assertEquals(addresses, each.getPeers()));
  }

  @Test
  void numberPortsAndFolderOfManyCanBeChosen() {
    List<RaftOptions> three = servers("--servers", "3", "--base-port=7000", "--data", "elsewhere");
    assertEquals(List.of("localhost:7000", "localhost:7001", "localhost:7002"), three.get(2).getPeers());
    assertEquals(folder("elsewhere", "3"), three.get(2).getDataFolder());
  }

  @Test
  void aSingleServerOfManyHasNoPeers() {
    assertEquals(List.of(), servers("--servers", "1").get(0).getPeers());
  }

  @Test
  void anIdStartsOneServer() {
    RaftOptions one =
      servers("--id", "a", "--port", "9001", "--host", "here", "--peers", "here:9001, there:9002").get(0);
    assertEquals("a", one.getNodeId());
    assertEquals("here:9001", one.getAddress());
    assertEquals(List.of("here:9001", "there:9002"), one.getPeers());
    assertEquals(folder("data", "a"), one.getDataFolder());
    assertEquals("outside:80", servers("--id", "a", "--address", "outside:80").get(0).getAddress());
  }

  @Test
  void theEnvironmentStartsOneServer() {
    Map<String, String> environment = Map.of("RAFTY_ID", "b", "RAFTY_PORT", "9002", "RAFTY_PEERS", "localhost:9001",
      "RAFTY_DATA", "b-data", "RAFTY_HOST", "127.0.0.1", "RAFTY_ADDRESS", "outside:9002");
    RaftOptions one = ExampleOptions.parse(List.of(), environment).servers().get(0);
    assertEquals("b", one.getNodeId());
    assertEquals(9002, one.getPort());
    assertEquals("127.0.0.1", one.getHost());
    assertEquals("outside:9002", one.getAddress());
    assertEquals(List.of("localhost:9001"), one.getPeers());
    assertEquals("b-data", one.getDataFolder());
  }

  @Test
  void theCommandLineWinsOverTheEnvironment() {
    Map<String, String> environment = Map.of("RAFTY_ID", "b", "RAFTY_PORT", "9002");
    RaftOptions one = ExampleOptions.parse(List.of("--id", "c"), environment).servers().get(0);
    assertEquals("c", one.getNodeId());
    assertEquals(9002, one.getPort());
    assertEquals(3, ExampleOptions.parse(List.of("--servers", "3"), environment).servers().size());
  }

  @Test
  void keysAreTakenFromOneFolder() {
    for (RaftOptions server : List.of(servers("--tls", "keys").get(4), servers("--id", "a", "--tls=keys").get(0))) {
      assertEquals(List.of(folder("keys", "key.pem"), folder("keys", "cert.pem"), folder("keys", "ca.pem")), List.of(
        server.getSecurity().getKeyPath(), server.getSecurity().getCertPath(), server.getSecurity().getTrustPath()));
      assertTrue(server.getSecurity().isRequireCertificates());
    }
  }

  @Test
  void metricsAreServedIfAskedFor() {
    assertFalse(ExampleOptions.parse(List.of("--servers", "3"), Map.of()).metrics());
    ExampleOptions asked = ExampleOptions.parse(List.of("--metrics", "--servers", "3"), Map.of());
    assertTrue(asked.metrics());
    assertEquals(3, asked.servers().size());
  }

  @Test
  void helpIsToldWhateverElseIsAsked() {
    assertTrue(ExampleOptions.parse(List.of("--id", "--help"), Map.of()).help());
  }

  @Test
  void whatMakesNoSenseIsNamed() {
    refused("unknown option '--nonsense'", "--nonsense", "1");
    refused("unknown option 'id'", "id");
    refused("--id needs a value", "--id");
    refused("--id needs a value, not '--port'", "--id", "--port", "1");
    refused("--id needs a value, not ' '", "--id", " ");
    refused("--id is given twice", "--id", "1", "--id", "2");
    refused("--port is 'many'; allowed: 1 to 65535", "--id", "1", "--port", "many");
    refused("--port is '70000'; allowed: 1 to 65535", "--id", "1", "--port", "70000");
    refused("--servers is '10'; allowed: 1 to 9", "--servers", "10");
    refused("--base-port is '65532'; allowed: 1 to 65531", "--base-port", "65532");
    refused("--peers names 'localhost'; allowed: host:port, several separated by commas",
      "--id", "1", "--peers", "localhost");
    refused("--servers starts several servers and --id one: use either", "--id", "1", "--servers", "3");
    refused("--port is for a server of its own: give it an --id, too", "--port", "8081");
  }
}
