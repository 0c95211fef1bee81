package io.rafty.vertx.shared;

import io.vertx.core.buffer.Buffer;

/**
 * An entry of a map.
 *
 * @param revision of the change that wrote it
 * @param expires  when it goes, in the cluster's time; 0 for never
 * @param lease    with which it goes; 0 for none
 */
record Entry(Buffer value, long revision, long expires, long lease) {

  Buffer append(Buffer out) {
    return Bytes.blob(out.appendLong(revision).appendLong(expires).appendLong(lease), value);
  }

  static Entry read(Bytes.In in) {
    long revision = in.number();
    long expires = in.number();
    long lease = in.number();
    return new Entry(in.blob(), revision, expires, lease);
  }
}
