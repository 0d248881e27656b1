package org.rlhf4j.runner.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Suggestion;
import org.rlhf4j.runner.log.Visible;
import org.rlhf4j.runner.plugins.ExitGuard;
import org.rlhf4j.runner.plugins.Patience;
import org.rlhf4j.runner.plugins.Thrower;
import org.rlhf4j.runner.plugins.Unlinked;
import org.rlhf4j.runner.run.FailedException;
import org.rlhf4j.runner.run.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: its commands are the other classes of this package. */
@Command(
    name = "rlhf4j",
    mixinStandardHelpOptions = true,
    versionProvider = Rlhf4j.VersionText.class,
    description =
        "Trains language models from feedback, compares the methods, and shows what the"
            + " training did.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong input"},
    footer = {
      "",
      "The script rlhf4j builds the program anew where its sources changed; with --no-build it"
          + " starts what is there."
    },
    subcommands = {
      RunCommand.class,
      ResumeCommand.class,
      RerunCommand.class,
      DiffCommand.class,
      ReportCommand.class,
      ValidateCommand.class,
      PluginsCommand.class,
      SchemaCommand.class,
      GenerateCommand.class,
      ScoreCommand.class,
      MergeCommand.class,
      LintCommand.class,
      BenchCommand.class,
      VerifyCommand.class,
      AnnotateCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Rlhf4j implements Runnable {
  private static final int FAILED = 1;
  private static final int WRONG_INPUT = 2;

  private final Surroundings surroundings;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli fills it
  private CommandSpec spec;

  private Rlhf4j(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * Runs one command.
   *
   * @return the exit code: 0 done, 1 failed, 2 wrong input
   */
  public static int execute(Surroundings surroundings, String... args) {
    return execute(surroundings, new CopyOnWriteArrayList<>(), args);
  }

  /**
   * Runs one command as all the work of this process, so that a plugin that ends the process cannot
   * make it look done.
   *
   * @return what the process shall exit with
   */
  public static int executeAlone(Surroundings surroundings, String... args) {
    List<ModuleLayer> dropIns = new CopyOnWriteArrayList<>();
    return ExitGuard.watching(
        surroundings.console().err(), dropIns, () -> execute(surroundings, dropIns, args));
  }

  private static int execute(Surroundings surroundings, List<ModuleLayer> dropIns, String... args) {
    PrintWriter err = surroundings.console().err();
    CommandLine line =
        new CommandLine(new Rlhf4j(surroundings.visible().rememberingLayers(dropIns)))
            .setOut(surroundings.console().out())
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler((e, given) -> misused(e, err))
            .setExecutionExceptionHandler(
                (e, command, parsed) -> failed(e, wantsDebug(parsed), dropIns, err));
    Patience patience = Patience.with(err, surroundings.console().terminal(), dropIns);
    try {
      return line.execute(args);
    } catch (Error e) {
      return failed(e, String.join(" ", args).contains(CommonOptions.DEBUG), dropIns, err);
    } finally {
      patience.close();
      surroundings.console().out().flush();
      err.flush();
    }
  }

  /** Everything outside of the program. */
  Surroundings surroundings() {
    return surroundings;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static boolean wantsDebug(ParseResult parsed) {
    ParseResult innermost = parsed;
    while (innermost.hasSubcommand()) {
      innermost = innermost.subcommand();
    }
    return innermost.hasMatchedOption(CommonOptions.DEBUG);
  }

  private static int misused(ParameterException e, PrintWriter err) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String message =
        String.valueOf(e.getMessage())
            .replaceAll("is not an? (int|long)$", "is not a whole number")
            .replaceAll("is not a double$", "is not a number")
            .replaceAll("(?s)cannot convert '.*' to .*\\(java\\.[\\w.]+: (.*)\\)$", "$1");
    message = Excerpt.text(message, Excerpt.LETTERS);
    boolean noCommand =
        e instanceof UnmatchedArgumentException && e.getCommandLine().getParent() == null;
    String told = noCommand ? noCommand((UnmatchedArgumentException) e) : message;
    err.println(command + ": " + Visible.text(told));
    if (!noCommand) {
      UnmatchedArgumentException.printSuggestions(e, err);
    }
    err.println("\"" + command + " --help\" shows how it is used");
    err.flush();
    return WRONG_INPUT;
  }

  private static String noCommand(UnmatchedArgumentException e) {
    String given = e.getUnmatched().get(0);
    Set<String> there = e.getCommandLine().getSubcommands().keySet();
    boolean option = given.startsWith("-");
    Set<String> options = e.getCommandLine().getCommandSpec().optionsMap().keySet();
    return (option ? "there is no option " : "there is no command ")
        + Excerpt.value(given)
        + "; "
        + Suggestion.among(given, option ? options : there)
        + "commands are "
        + String.join(", ", there);
  }

  private static int failed(
      Throwable e, boolean debug, List<ModuleLayer> dropIns, PrintWriter err) {
    boolean explained = e instanceof UserException || e instanceof FailedException;
    String told = Excerpt.message(explained ? "rlhf4j: " + e.getMessage() : "rlhf4j failed: " + e);
    if (e instanceof UserException) {
      err.println(Visible.text(told));
    } else {
      unforeseen(e, told, dropIns, err);
    }
    if (!(e instanceof UserException) && !debug) {
      err.println("  " + CommonOptions.DEBUG + " shows where");
    }
    if (debug) {
      e.printStackTrace(err);
    }
    err.flush();
    return e instanceof UserException ? WRONG_INPUT : FAILED;
  }

  /** Names the plugin, where one is at fault. */
  private static void unforeseen(
      Throwable e, String told, List<ModuleLayer> dropIns, PrintWriter err) {
    Optional<String> unlinked = Unlinked.inWords(e, dropIns);
    if (unlinked.isPresent()) {
      String stage = e instanceof FailedException failed ? failed.stage() : "";
      err.println(Visible.text("rlhf4j: " + stage + unlinked.get()));
      return;
    }
    err.println(Visible.text(told));
    Thrower.inWords(e, dropIns).ifPresent(where -> err.println(Visible.text("  " + where)));
  }

  /** For {@code --version}. */
  static final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"rlhf4j " + Version.text()};
    }
  }
}
