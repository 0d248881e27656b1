package org.rlhf4j.runner.data;

import java.util.Objects;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.plugin.DataSourcePlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/** The data source {@code jsonl}: {@link JsonLinesFile}. */
@Source("JSON Lines (jsonlines.org), with the columns of TRL, AlpacaEval, GSM8K and Anthropic HH")
public final class JsonLinesPlugin implements DataSourcePlugin<JsonLinesOptions> {
  @Override
  public String id() {
    return "jsonl";
  }

  @Override
  public String summary() {
    return "rows of a JSON Lines file: prompt/completion, prompt/chosen/rejected, prompt alone,"
        + " instruction/output, question/answer, or chosen/rejected dialogs of Anthropic HH";
  }

  @Override
  public JsonLinesOptions defaults() {
    return new JsonLinesOptions(null, 0, 0);
  }

  @Override
  public DataSource create(JsonLinesOptions options, PluginContext context) {
    String path = Objects.requireNonNull(options.path(), "path");
    return new JsonLinesFile(context.resolve(path), options.skip(), options.limit(), context.log());
  }
}
