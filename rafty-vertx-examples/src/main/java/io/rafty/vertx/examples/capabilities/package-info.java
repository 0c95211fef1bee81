/** What the pages of the manual show of each capability, as code that is compiled and tested. */
package io.rafty.vertx.examples.capabilities;
