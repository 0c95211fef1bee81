package io.rafty.vertx.http;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** The secrets of one file: the first is used, all are good. Never printed. */
final class Secrets {

  static final Secrets NONE = new Secrets(List.of());

  private static final int SHORTEST = 32;

  private final List<byte[]> all;

  private Secrets(List<byte[]> all) {
    this.all = all;
  }

  /** Takes a file apart. What it says of a line that does not do has nothing of the line in it. */
  static Secrets of(String path, Buffer file) {
    List<String> lines = file.toString(StandardCharsets.UTF_8).lines().map(String::trim)
      .filter(line -> !line.isEmpty()).toList();
    if (lines.isEmpty() || !lines.stream().allMatch(Secrets::isGood)) {
      throw new IllegalArgumentException("file '" + path + "' must have secrets of " + SHORTEST
        + " printable characters of ASCII or more, without spaces, one in each line: write one with openssl rand -hex "
        + SHORTEST);
    }
    return new Secrets(lines.stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList());
  }

  /** A header can hold no others. */
  private static boolean isGood(String line) {
    return line.length() >= SHORTEST && line.chars().allMatch(letter -> letter > ' ' && letter < 0x7f);
  }

  List<byte[]> all() {
    return all;
  }

  /** The one that is used. */
  Optional<byte[]> first() {
    return all.stream().findFirst();
  }

  /** True if it is one of them. How long this takes says nothing of how much of it is right. */
  boolean has(String candidate) {
    byte[] bytes = candidate.getBytes(StandardCharsets.UTF_8);
    boolean found = false;
    for (byte[] secret : all) {
      found |= MessageDigest.isEqual(secret, bytes);
    }
    return found;
  }

  @Override
  public String toString() {
    return all.size() + " secrets";
  }
}
