package org.rlhf4j.runner.cli;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rlhf4j.runner.bench.Job;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the cases of {@code bench} as the help writes them. */
final class WorkNames implements ITypeConverter<Job.Work> {
  @Override
  public Job.Work convert(String text) {
    for (Job.Work work : Job.Work.values()) {
      if (work.toString().equals(text.toLowerCase(Locale.ROOT))) {
        return work;
      }
    }
    throw new TypeConversionException(
        "expected one of "
            + Stream.of(Job.Work.values()).map(Job.Work::toString).collect(Collectors.joining(", "))
            + ", but is '"
            + text
            + "'");
  }
}
