package io.rafty.vertx.sim.story;

import java.util.Locale;

/** A picture in the making: well-formed, whatever the texts are. */
final class Svg {

  private final StringBuilder out = new StringBuilder();

  /** Text as content or attribute; characters that XML does not know are replaced. */
  static String escape(String text) {
    return text.replaceAll("[^\\x09\\x0A\\x20-\\uD7FF\\uE000-\\uFFFD]", "\u00B7").replace("&", "&amp;")
      .replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }

  void rect(double x, double y, double width, double height, String style, String title) {
    out.append(String.format(Locale.ROOT, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\">"
      + "<title>%s</title></rect>%n", x, y, Math.max(0.8, width), height, style, escape(title)));
  }

  void line(double x1, double y1, double x2, double y2, String style) {
    out.append(String.format(Locale.ROOT, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>%n",
      x1, y1, x2, y2, style));
  }

  void text(double x, double y, String style, String text) {
    out.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>%n", x, y, style,
      escape(text)));
  }

  void circle(double x, double y, double radius, String style, String title) {
    out.append(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" class=\"%s\">"
      + "<title>%s</title></circle>%n", x, y, radius, style, escape(title)));
  }

  /** The whole picture. */
  String close(double width, double height) {
    return String.format(Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
      + "viewBox=\"0 0 %.0f %.0f\">%n%s</svg>%n", width, height, width, height, out);
  }
}
