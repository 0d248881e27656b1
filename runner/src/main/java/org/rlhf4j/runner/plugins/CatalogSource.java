package org.rlhf4j.runner.plugins;

import java.util.List;
import org.rlhf4j.api.plugin.Catalog;

/** Where plugins come from: {@link Catalog#load}, except in tests. */
@FunctionalInterface
public interface CatalogSource {
  /** The program's own plugins and those of further module layers. */
  Catalog load(List<ModuleLayer> layers);
}
