/**
 * What makes a repeated command harmless (dissertation, section 6.3): the state that all servers replicate also says
 * which commands of which session, or under which key, have been applied, and what was answered.
 *
 * <p>Each command in the log is in an {@link io.rafty.vertx.session.Envelope}. {@link
 * io.rafty.vertx.session.SessionMachine} stands in front of the application's state machine, opens the envelope, and
 * lets through what is new.
 */
package io.rafty.vertx.session;
