package org.rlhf4j.testkit.contract;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Puts the rule before what was seen. JUnit makes it; contracts name it. */
@SuppressWarnings(
    "exports") // who runs a contract has JUnit, and who does not never sees this class
public final class RuleReport implements TestExecutionExceptionHandler {

  /** For JUnit. */
  public RuleReport() {}

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    if (thrown instanceof TestAbortedException) {
      throw thrown;
    }
    String seen =
        thrown instanceof AssertionError
            ? thrown.getMessage()
            : "seen: it threw "
                + thrown
                + "\n"
                + "likely cause: the message and the stack trace below say it; a contract asks for"
                + " nothing that the Javadoc of the interface does not promise";
    throw new AssertionFailedError(context.getDisplayName() + "\n" + seen, thrown);
  }
}
