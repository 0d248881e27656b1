package org.rlhf4j.policies.chat;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.el.TruthyTypeConverter;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.Importable;
import com.hubspot.jinjava.mode.ExecutionMode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jinjava.de.odysseus.el.ExpressionFactoryImpl;
import jinjava.de.odysseus.el.tree.TreeStore;
import jinjava.de.odysseus.el.tree.impl.Cache;
import jinjava.javax.el.ELException;
import jinjava.javax.el.ExpressionFactory;

/** Jinjava, with Python's ways, and closed to everything that was not compared with Jinja2. */
final class Engine extends Jinjava {

  /** The error of what is not done any more because of an error before. */
  static final String STOPPED = "stopped";

  private static final int DEEPEST_MACRO = 100;
  private static final int EXPRESSIONS = 2000;

  private static final Set<String> TAGS =
      Set.of(
          "if",
          "elif",
          "else",
          "endif",
          "for",
          "endfor",
          "break",
          "continue",
          "set",
          "endset",
          "macro",
          "endmacro",
          "raw",
          "endraw");
  private static final Set<String> FUNCTIONS = Set.of(":namespace");
  private static final Map<Library, Set<String>> DISABLED = disabled();

  private final ExpressionFactory expressions;
  private final Meter meter;

  private Engine(Meter meter) {
    super(config(meter));
    this.meter = meter;
    this.expressions =
        new ExpressionFactoryImpl(
            new TreeStore(new PythonParser.Syntax(meter), new Cache(EXPRESSIONS)),
            new TruthyTypeConverter());
    registerTag(new LoopTag(meter));
    registerTag(new GenerationTag());
    Filters.ALL.forEach(this::registerFilter);
    Tests.ALL.forEach(this::registerExpTest);
    setResourceLocator(
        (name, charset, interpreter) -> {
          throw new ELException("a template cannot read " + name);
        });
  }

  static Engine create() {
    return new Engine(new Meter());
  }

  /** What the renderings cost. */
  Meter meter() {
    return meter;
  }

  @Override
  public ExpressionFactory getExpressionFactory() {
    return expressions;
  }

  private static JinjavaConfig config(Meter meter) {
    return JinjavaConfig.newBuilder()
        .withNestedInterpretationEnabled(false)
        .withMaxOutputSize(Meter.LONGEST)
        .withEnableRecursiveMacroCalls(true)
        .withMaxMacroRecursionDepth(DEEPEST_MACRO)
        .withElResolver(new ClosedWorld(meter))
        .withExecutionMode(new Python())
        .withDisabled(DISABLED)
        .withProcessors(
            JinjavaProcessors.newBuilder()
                .withNodePreProcessor((node, interpreter) -> step(meter, interpreter))
                .build())
        .withLegacyOverrides(
            LegacyOverrides.newBuilder()
                .withEvaluateMapKeys(true)
                .withIterateOverMapKeys(true)
                .withUseNaturalOperatorPrecedence(true)
                .withParseWhitespaceControlStrictly(true)
                .withAllowAdjacentTextNodes(true)
                .withUseTrimmingForNotesAndExpressions(true)
                .withKeepNullableLoopValues(true)
                .build())
        .build();
  }

  // Jinjava goes on after an error, and so to the end of a macro that calls itself a million times.
  private static void step(Meter meter, JinjavaInterpreter interpreter) {
    if (!interpreter.getErrorsCopy().isEmpty()) {
      throw new ELException(STOPPED);
    }
    meter.steps(interpreter.getScopeDepth()); // names are looked for in each scope
  }

  /** Expressions are written by {@link PythonOutput}. */
  private static final class Python implements ExecutionMode {
    @Override
    public void prepareContext(Context context) {
      context.setExpressionStrategy(new PythonOutput());
    }
  }

  private static Map<Library, Set<String>> disabled() {
    Context all = new Jinjava().getGlobalContext();
    return Map.of(
        Library.TAG, without(all.getAllTags(), TAGS),
        Library.FUNCTION, without(all.getAllFunctions(), FUNCTIONS),
        Library.FILTER, without(all.getAllFilters(), names(Filters.ALL)),
        Library.EXP_TEST, without(all.getAllExpTests(), names(Tests.ALL)));
  }

  private static Set<String> names(List<? extends Importable> all) {
    return all.stream().map(Importable::getName).collect(Collectors.toSet());
  }

  private static Set<String> without(Collection<? extends Importable> all, Set<String> known) {
    Stream<String> names = all.stream().map(Importable::getName);
    return names.filter(n -> !known.contains(n)).collect(Collectors.toSet());
  }
}
