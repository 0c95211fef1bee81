package io.rafty.vertx.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.rafty.vertx.Peer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.dns.DnsClientOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeersProvidersTest {

  private static final int TYPE_A = 1;
  private static final int TYPE_AAAA = 28;
  private static final int NO_SUCH_NAME = 3;

  private HttpWorld world;

  @BeforeEach
  void begin() {
    world = new HttpWorld();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void theAddressesAreThoseOfTheOptions() {
    world.options.setPeers(List.of("a:1", "b:2"));
    HttpPeers peers = HttpPeers.create(world.vertx, world.options);
    assertEquals(List.of("a:1", "b:2"), HttpWorld.await(peers.addresses()));
    HttpWorld.await(peers.close());
  }

  @Test
  void peersReachTheServersOfTheirAddresses() {
    HttpPeers peers = HttpPeers.create(world.vertx, world.options);
    int port = world.serve(new StubNode()).actualPort();
    Peer peer = peers.connect(HttpWorld.address(port));
    assertEquals(HttpWorld.address(port), peer.address());
    assertEquals(4, HttpWorld.await(peer.requestVote(HttpWorld.vote(4))).term());
    HttpWorld.await(peers.close());
    HttpWorld.awaitFailure(peer.requestVote(HttpWorld.vote(4)));
    HttpWorld.await(peer.close());
  }

  @Test
  void everyAddressOfANameIsAServer() {
    DnsPeersProvider peers = dns(nameServer(Map.of(
      TYPE_A, List.of(new byte[] {10, 0, 0, 2}, new byte[] {10, 0, 0, 1}), TYPE_AAAA, List.of())));
    assertEquals(List.of("10.0.0.1:8080", "10.0.0.2:8080"), HttpWorld.await(peers.addresses()));
    HttpWorld.await(peers.close());
  }

  @Test
  void aNameMayHaveAddressesOfIpv6Only() {
    byte[] six = new byte[16];
    six[0] = 0x20;
    six[15] = 7;
    DnsPeersProvider peers = dns(nameServer(Map.of(TYPE_AAAA, List.of(six))));
    assertEquals(List.of("[2000:0:0:0:0:0:0:7]:8080"), HttpWorld.await(peers.addresses()));
    assertEquals("[2000:0:0:0:0:0:0:7]", PeerAddress.parse("[2000:0:0:0:0:0:0:7]:8080").host());
    HttpWorld.await(peers.close());
  }

  @Test
  void anUnknownNameFailsRatherThanToNameNobody() {
    for (Map<Integer, List<byte[]>> records : List.of(Map.<Integer, List<byte[]>>of(),
      Map.<Integer, List<byte[]>>of(TYPE_A, List.of(), TYPE_AAAA, List.of()))) {
      DnsPeersProvider peers = dns(nameServer(records));
      String why = HttpWorld.awaitFailure(peers.addresses()).getMessage();
      assertTrue(why.startsWith("no address is known for the service 'rafty.test'"), why);
      HttpWorld.await(peers.close());
    }
  }

  @Test
  void aNameServerThatNeverAnswersFailsToo() {
    DatagramSocket silent = HttpWorld.await(world.vertx.createDatagramSocket().listen(0, HttpWorld.LOOPBACK));
    HttpWorld.awaitFailure(dns(silent).addresses());
  }

  @Test
  void aServiceNeedsANameAndAPort() {
    assertThrows(IllegalArgumentException.class,
      () -> DnsPeersProvider.create(world.vertx, world.options, " ", 80));
    assertThrows(IllegalArgumentException.class,
      () -> DnsPeersProvider.create(world.vertx, world.options, "a", 0));
  }

  private DnsPeersProvider dns(DatagramSocket server) {
    return DnsPeersProvider.create(world.vertx, world.options, "rafty.test", 8080, new DnsClientOptions()
      .setHost(HttpWorld.LOOPBACK).setPort(server.localAddress().port()).setQueryTimeout(500));
  }

  /** Answers every question with the records of its type; a type without any list does not exist. */
  private DatagramSocket nameServer(Map<Integer, List<byte[]>> records) {
    DatagramSocket socket = world.vertx.createDatagramSocket();
    socket.handler(packet -> {
      Buffer question = packet.data();
      int end = 12;
      while (question.getByte(end) != 0) {
        end += 1 + question.getByte(end);
      }
      int type = question.getUnsignedShort(end + 1);
      List<byte[]> found = records.getOrDefault(type, List.of());
      Buffer answer = Buffer.buffer().appendUnsignedShort(question.getUnsignedShort(0))
        .appendUnsignedShort(0x8180 | (records.containsKey(type) ? 0 : NO_SUCH_NAME))
        .appendUnsignedShort(1).appendUnsignedShort(found.size()).appendInt(0)
        .appendBuffer(question, 12, end + 5 - 12);
      for (byte[] address : found) {
        answer.appendUnsignedShort(0xc00c).appendUnsignedShort(type).appendUnsignedShort(1).appendInt(60)
          .appendUnsignedShort(address.length).appendBytes(address);
      }
      socket.send(answer, packet.sender().port(), packet.sender().host());
    });
    return HttpWorld.await(socket.listen(0, HttpWorld.LOOPBACK));
  }
}
