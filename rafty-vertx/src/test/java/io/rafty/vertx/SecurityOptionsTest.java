package io.rafty.vertx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import io.vertx.core.net.JksOptions;
import io.vertx.core.net.PemTrustOptions;
import org.junit.jupiter.api.Test;

class SecurityOptionsTest {

  private static SecurityOptions all() {
    return new SecurityOptions().setKeyPath("k.p12").setTrustPath("t.jks").setStorePasswordPath("p")
      .setRequireCertificates(false).setRequireClientCertificates(true).setVerifyHosts(false).setSecretPath("s")
      .setClientSecretPath("c").setReloadInterval(1).setClientHost("h").setClientPort(2).setMaxHeaderBytes(300)
      .setMaxConnections(4).setIdleTimeout(5);
  }

  private static RaftOptions node(SecurityOptions security) {
    return new RaftOptions().setNodeId("a").setSecurity(security);
  }

  @Test
  void jsonHasEveryOptionAndBringsItBack() {
    JsonObject json = node(all()).toJson();
    assertEquals(json, new RaftOptions(json).toJson());
    assertEquals(json, new RaftOptions(node(all())).validate().toJson());
    JsonObject security = json.getJsonObject("security");
    JsonObject defaults = new SecurityOptions().toJson();
    // of the two forms of a key this has one
    security.fieldNames().stream().filter(name -> !name.equals("certPath"))
      .forEach(name -> assertFalse(security.getValue(name).equals(defaults.getValue(name)), name));
  }

  @Test
  void whatAProgramHasSetIsCopiedButNeverShownAndNeverLostUnnoticed() {
    RaftOptions options = node(new SecurityOptions()
      .setKeyCertOptions(new JksOptions().setPath("k").setPassword("hush"))
      .setTrustOptions(new PemTrustOptions().addCertPath("t")));
    assertTrue(new RaftOptions(options).validate().getSecurity().isTls());
    assertFalse(options.toJson().encode().contains("hush"));
    assertThrows(IllegalArgumentException.class, () -> new RaftOptions(options.toJson()));
  }

  @Test
  void whatIsWrongIsNamedAndItsValueNotShown() {
    for (JsonObject wrong : new JsonObject[] {new JsonObject().put("secret", "hush"), new JsonObject()
      .put("secretPath", new JsonObject().put("a", "hush")), new JsonObject().put("keyCertOptions", "hush")}) {
      String refused = assertThrows(IllegalArgumentException.class,
        () -> new RaftOptions(new JsonObject().put("security", wrong))).getMessage();
      assertTrue(refused.contains("security." + wrong.fieldNames().iterator().next()), refused);
      assertFalse(refused.contains("hush"), refused);
    }
  }

  private static void refused(String name, SecurityOptions options) {
    String refused = assertThrows(IllegalArgumentException.class, () -> node(options).setPort(8080).validate())
      .getMessage();
    assertTrue(refused.startsWith("option 'security." + name + "' is "), refused);
  }

  @Test
  void whatWouldLeaveADoorOpenIsRefused() {
    refused("certPath", new SecurityOptions().setKeyPath("k.pem").setTrustPath("t.pem"));
    refused("certPath", new SecurityOptions().setCertPath("c.pem"));
    refused("trustPath", new SecurityOptions().setKeyPath("k.pem").setCertPath("c.pem"));
    refused("trustPath", new SecurityOptions().setTrustPath("t.pem"));
    refused("storePasswordPath", new SecurityOptions().setKeyPath("k.P12").setTrustPath("t.pem"));
    refused("storePasswordPath", new SecurityOptions().setStorePasswordPath("p"));
    refused("requireClientCertificates", new SecurityOptions().setRequireClientCertificates(true).setClientPort(1));
    refused("requireClientCertificates", new SecurityOptions().setKeyPath("k").setCertPath("c").setTrustPath("t")
      .setRequireClientCertificates(true));
    refused("keyCertOptions", all().setKeyCertOptions(new JksOptions()));
    refused("trustOptions", all().setTrustOptions(new PemTrustOptions()));
    refused("clientSecretPath", new SecurityOptions().setClientSecretPath("c"));
    refused("clientPort", new SecurityOptions().setClientPort(8080));
    refused("clientPort", new SecurityOptions().setClientPort(65_536));
    refused("maxConnections", new SecurityOptions().setMaxConnections(0));
    refused("maxHeaderBytes", new SecurityOptions().setMaxHeaderBytes(1));
    refused("idleTimeout", new SecurityOptions().setIdleTimeout(-1));
    refused("reloadInterval", new SecurityOptions().setReloadInterval(-1));
  }
}
