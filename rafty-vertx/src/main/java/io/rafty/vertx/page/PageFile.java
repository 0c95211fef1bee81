package io.rafty.vertx.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The page as it is in the jar.
 *
 * @param html   all of it
 * @param policy what a browser may do with it: run this style and this script and no others, and talk to the server
 *               that it came from and to nobody else
 */
record PageFile(String html, String policy) {

  private static final String NAME = "cluster.html";

  /** Reads it from the class path. */
  static PageFile load() {
    try (InputStream file = PageFile.class.getResourceAsStream(NAME)) {
      if (file == null) {
        throw new IllegalStateException(NAME + " is missing beside " + PageFile.class.getName());
      }
      String html = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return new PageFile(html, "default-src 'none'; connect-src 'self'; img-src data:; style-src "
        + hash(html, "style") + "; script-src " + hash(html, "script")
        + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String html, String tag) {
    String begin = "<" + tag + ">";
    String text = html.substring(html.indexOf(begin) + begin.length(), html.indexOf("</" + tag + ">"));
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
