package org.rlhf4j.runner.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.runner.checkpoint.DurableFile;
import org.rlhf4j.runner.log.Visible;
import org.rlhf4j.runner.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code report}: one page about one or several runs. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    header = "Writes report.html: tables, charts and samples of one run, or several compared.",
    description =
        "Several runs: first what differs, conventions before all else; runs of one spec with"
            + " other seeds are put together. Beside the page stand results.csv and charts/, with"
            + " every number that it shows. Every run writes its own report when it ends.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ReportCommand implements Callable<Integer> {
  @ParentCommand private Rlhf4j program;

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "Folders of runs, such as runs/NAME.")
  private List<Path> runs;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where the report goes. Default: the folder of the run; for several runs"
              + " reports/comparison, or the next free one of comparison-2 ...")
  private @Nullable Path out;

  @Option(
      names = "--baseline",
      paramLabel = "METHOD",
      description =
          "The method that others are compared with, where a column names none of its own."
              + " Default: the baseline of the win rates, else sft.")
  private @Nullable String baseline;

  @Option(names = CommonOptions.DEBUG, description = "Show the stack trace of an error.")
  @SuppressWarnings("UnusedVariable") // asked for by its name, where errors are shown
  private boolean debug;

  /**
   * Writes the report of each run that ends; a run stands, even if its report cannot be written.
   */
  static Consumer<Path> whenEnded(Surroundings s) {
    return folder -> {
      try {
        Report.of(List.of(folder), null).write(folder);
        s.console()
            .err()
            .println(
                "the report is "
                    + Visible.line(s.places().shown(folder.resolve(Report.NAME)).toString()));
      } catch (RuntimeException e) {
        String why = e instanceof UserException ? e.getMessage() : e.toString();
        String again = "rlhf4j report " + s.places().shown(folder);
        s.console().err().println("rlhf4j: no report (" + again + " tries again): " + why);
      }
    };
  }

  @Override
  public Integer call() {
    Surroundings s = program.surroundings();
    Path working = s.places().working();
    List<Path> folders = runs.stream().map(r -> working.resolve(r).normalize()).toList();
    Report report = Report.of(folders, baseline);
    Path folder = folder(working, folders);
    report.write(folder);
    report.changedFiles().forEach(line -> s.console().err().println("rlhf4j: " + line));
    s.console().out().println(s.places().shown(folder.resolve(Report.NAME)));
    return 0;
  }

  private Path folder(Path working, List<Path> folders) {
    if (out == null && folders.size() == 1) {
      return folders.get(0);
    }
    try {
      if (out != null) {
        return Files.createDirectories(working.resolve(out).normalize());
      }
      Path reports = Files.createDirectories(working.resolve("reports"));
      for (int i = 1; ; i++) {
        try {
          return Files.createDirectory(reports.resolve("comparison" + (i == 1 ? "" : "-" + i)));
        } catch (FileAlreadyExistsException e) {
          // an earlier comparison
        }
      }
    } catch (IOException e) {
      throw DurableFile.notMade("the report", e);
    }
  }
}
