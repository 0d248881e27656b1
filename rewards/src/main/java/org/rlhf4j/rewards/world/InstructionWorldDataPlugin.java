package org.rlhf4j.rewards.world;

import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.plugin.DataSourcePlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/** {@code instruction-world} as data: a small world of written instructions, without any file. */
@Source("rlhf4j's own")
public final class InstructionWorldDataPlugin implements DataSourcePlugin<InstructionWorldOptions> {

  /** For the service loader. */
  public InstructionWorldDataPlugin() {}

  @Override
  public String id() {
    return "instruction-world";
  }

  @Override
  public String summary() {
    return "procedurally written instructions with answers of mixed quality; needs no file";
  }

  @Override
  public InstructionWorldOptions defaults() {
    return new InstructionWorldOptions(InstructionWorldOptions.Split.PROMPTS, 500);
  }

  @Override
  public DataSource create(InstructionWorldOptions options, PluginContext context) {
    return new InstructionWorldData(options, context.random());
  }
}
