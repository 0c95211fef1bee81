package io.rafty.vertx;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What README and the manual refer to: other pages, and classes of the library written as {@code package/Class}. */
final class TextLinks {

  private static final Pattern PAGE = Pattern.compile("xref:([\\w./-]+\\.adoc)|\\]\\((?!\\w+:)([^)#\\s]+)");
  private static final Pattern TYPE = Pattern.compile("`((?:protocol|node|log|http|kv)/[A-Z][\\w.]*)");

  private TextLinks() {
  }

  static List<String> broken(SourceFile file) {
    if (file.isJava()) {
      return List.of();
    }
    List<String> broken = new ArrayList<>();
    Path folder = SourceFile.root().resolve(file.path()).getParent();
    Matcher page = PAGE.matcher(file.text());
    while (page.find()) {
      String target = page.group(1) == null ? page.group(2) : page.group(1);
      if (!Files.exists(folder.resolve(target))) {
        broken.add(file.at(page.start()) + ": there is no " + target);
      }
    }
    Path library = SourceFile.root().resolve("rafty-vertx/src/main/java/io/rafty/vertx");
    Matcher type = TYPE.matcher(file.text());
    while (type.find()) {
      if (!Files.exists(library.resolve(type.group(1) + ".java"))) {
        broken.add(file.at(type.start()) + ": the library has no " + type.group(1));
      }
    }
    return broken;
  }
}
