package io.rafty.vertx.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.rafty.vertx.Manual;
import io.rafty.vertx.OptionsTable;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SharedDataOptionsTest {

  @Test
  void everyOptionHasAKindAndTheManualATableOfThem() throws IOException {
    JsonObject defaults = new SharedDataOptions().toJson();
    assertEquals(defaults.fieldNames(), SharedDataOptions.KNOWN.kinds().keySet());
    Manual.says("_shared-options.adoc", OptionsTable.of("shared/SharedDataOptions", SharedDataOptions.KNOWN, defaults,
      tried -> new SharedDataOptions(tried).validate()));
  }
}
