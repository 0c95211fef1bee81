/** Raft consensus for Vert.x applications. */
@ModuleGen(name = "rafty-vertx", groupPackage = "io.rafty.vertx")
package io.rafty.vertx;

import io.vertx.codegen.annotations.ModuleGen;
