package io.rafty.vertx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Pages of the manual that are made from the source. */
public final class Manual {

  private Manual() {
  }

  /** Fails if the page is another one; writes it with {@code -Drafty.docs.regenerate=true}. */
  public static void says(String page, String text) throws IOException {
    Path file = SourceFile.root().resolve("src-docs").resolve(page);
    if (Boolean.getBoolean("rafty.docs.regenerate")) {
      Files.writeString(file, text);
    }
    assertEquals(text, Files.exists(file) ? Files.readString(file).replace("\r", "") : "",
      () -> file + " is out of date: run this test with -Drafty.docs.regenerate=true");
  }
}
