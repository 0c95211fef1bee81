package io.rafty.vertx.log;

/**
 * Something about a data folder that a person should know.
 *
 * @param file   in which file
 * @param offset where in it, in bytes
 * @param what   what is there
 * @param lost   what is lost on this server, or that nothing is
 * @param remedy what to do
 */
public record Finding(Severity severity, String file, long offset, String what, String lost, String remedy) {

  /** How bad it is. */
  public enum Severity {
    /** Nothing is wrong. */
    NOTE,
    /** The next start of the server puts it right, and nothing is lost that was durable. */
    REPAIRABLE,
    /** Something that was durable is gone: the server will not start. */
    DAMAGE
  }

  static final String NOTHING = "nothing that was durable";
  static final String NEXT_START = "nothing: the next start puts it right";
  static final String REPLACE = "leave the file as it is. If a majority of the other servers is well, empty the data"
    + " folder and let this server join again; if not, restore a backup, or recover another survivor";
}
