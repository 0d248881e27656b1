package org.rlhf4j.runner.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Workbench;
import org.rlhf4j.runner.annotate.WorkbenchFile;
import org.rlhf4j.runner.log.Journal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code annotate}: people label. */
@Command(
    name = "annotate",
    mixinStandardHelpOptions = true,
    header = "Serves web pages on which people compare, rank, rate or write answers.",
    description =
        "Runs until it is stopped (Ctrl-C); what people said is kept as they say it. With --export"
            + " it writes what was collected and ends, also while another one serves.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AnnotateCommand implements Callable<Integer> {
  @ParentCommand private Rlhf4j program;
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "SPEC", description = "The spec of the workbench, a JSON file.")
  private Path spec;

  @Option(
      names = "--export",
      paramLabel = "DIR",
      description = "Write preferences, labels and the report into this folder, and end.")
  private @Nullable Path export;

  @Option(
      names = "--ask-judge",
      description =
          "Ask the judge that the spec names about all items, keep what it says to compare people"
              + " with it, and end. This may cost money.")
  private boolean askJudge;

  @Override
  public Integer call() throws InterruptedException {
    Surroundings s = program.surroundings();
    Path working = s.places().working();
    try (Journal journal = new Journal(s.console());
        Workbench workbench =
            WorkbenchFile.open(
                working.resolve(spec),
                common.catalog(s),
                s.places(),
                /* seed= */ 1,
                journal.stage("judge"))) {
      if (askJudge) {
        journal.result(workbench.consult());
      }
      if (export != null) {
        Path folder = working.resolve(export).normalize();
        journal.result(String.join("\n", workbench.export(folder)));
      }
      if (!askJudge && export == null) {
        journal.note(workbench.summary());
        journal.result(String.join("\n", workbench.serve()));
        untilStopped(workbench);
      }
    }
    return 0;
  }

  /** Until Ctrl-C, or this thread is interrupted. */
  private static void untilStopped(Workbench workbench) throws InterruptedException {
    Thread hook = new Thread(workbench::close, "workbench-closing");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      new CountDownLatch(1).await();
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // it is closing
      }
    }
  }
}
