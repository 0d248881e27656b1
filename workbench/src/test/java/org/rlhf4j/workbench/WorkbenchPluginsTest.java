package org.rlhf4j.workbench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.WorkbenchPlugin;

final class WorkbenchPluginsTest {

  @Test
  void theServiceLoaderFindsIt() {
    List<String> ids = new ArrayList<>();
    Catalog.load(List.of()).all(WorkbenchPlugin.class).forEach(p -> ids.add(p.id()));
    assertEquals(List.of("human"), ids);
  }
}
