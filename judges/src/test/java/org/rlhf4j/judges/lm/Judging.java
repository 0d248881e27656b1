package org.rlhf4j.judges.lm;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.judges.lm.endpoint.BudgetOptions;
import org.rlhf4j.judges.lm.endpoint.EndpointOptions;
import org.rlhf4j.judges.lm.endpoint.EndpointOptions.LengthKey;
import org.rlhf4j.judges.lm.endpoint.RetryOptions;
import org.rlhf4j.testkit.RecordingLog;

/** What tests of the judge have in common. */
public final class Judging {

  /** A key as keys look. */
  public static final String KEY = "sk-very/secret+0123456789";

  private Judging() {}

  /** A context with its files in a folder. */
  public static PluginContext context(Path folder, RecordingLog log) {
    PluginContext context = mock(PluginContext.class);
    when(context.random()).thenReturn(RandomStream.ofSeed(1));
    when(context.log()).thenReturn(log);
    when(context.place(anyString()))
        .thenAnswer(call -> folder.resolve(call.<String>getArgument(0)));
    when(context.resolve(anyString()))
        .thenAnswer(
            call -> {
              Path path = folder.resolve(call.<String>getArgument(0));
              if (!Files.exists(path)) {
                throw new UserException("there is no \"" + call.<String>getArgument(0) + "\"");
              }
              return path;
            });
    when(context.create(any())).thenAnswer(call -> call.<Part<?>>getArgument(0).create(context));
    Map<String, Object> shared = new HashMap<>();
    when(context.shared(anyString(), any(), any()))
        .thenAnswer(
            call ->
                shared.computeIfAbsent(
                    call.getArgument(0), key -> call.<Supplier<?>>getArgument(2).get()));
    when(context.describe(any()))
        .thenAnswer(call -> String.valueOf(call.<Part<?>>getArgument(0).options()));
    return context;
  }

  /** An endpoint with quick retries. */
  public static EndpointOptions endpoint(String url) {
    return endpoint(url, 8, new RetryOptions(3, 0.01, 5, 0), new BudgetOptions());
  }

  public static EndpointOptions endpoint(
      String url, int concurrency, RetryOptions retry, BudgetOptions budget) {
    return new EndpointOptions(
        url,
        "m",
        "LM_KEY",
        concurrency,
        0,
        5,
        retry,
        budget,
        "store",
        true,
        20,
        LengthKey.MAX_TOKENS,
        true);
  }

  public static LmJudgeOptions options(EndpointOptions endpoint, String template) {
    return new LmJudgeOptions(endpoint, null, false, template, List.of(), null, 0.0, 64);
  }

  public static Judge judge(LmJudgeOptions options, PluginContext context) {
    return new LmJudgePlugin(Map.of("LM_KEY", KEY)::get).create(options, context);
  }

  public static Comparison comparison(int i) {
    return new Comparison(
        "c" + i,
        new Prompt("p" + i, "question " + i, "reference " + i),
        Answer.ofText("left " + i),
        Answer.ofText("right " + i));
  }

  public static List<Comparison> comparisons(int n) {
    return IntStream.range(0, n).mapToObj(Judging::comparison).toList();
  }
}
