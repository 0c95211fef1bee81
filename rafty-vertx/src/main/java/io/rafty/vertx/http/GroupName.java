package io.rafty.vertx.http;

import java.util.regex.Pattern;

/** The names of groups, and the paths that come of them. */
public final class GroupName {

  /** Above all groups of a server. */
  static final String ROOT = "/groups";

  /** Safe in a path of a URL and as the name of a folder. */
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private GroupName() {
  }

  /**
   * Checks a name.
   *
   * @return the name
   * @throws IllegalArgumentException if it is none, quoting it and what is allowed
   */
  public static String check(String name) {
    if (!VALID.matcher(name).matches()) {
      throw new IllegalArgumentException("'" + name + "' is no name of a group; allowed: 1 to 64 letters, digits and"
        + " . _ - of ASCII, beginning with a letter or digit");
    }
    return name;
  }

  /** The path under which a group is mounted; empty for a server without groups. */
  public static String path(String group) {
    return group.equals(PendingCall.NO_GROUP) ? "" : ROOT + "/" + group;
  }
}
