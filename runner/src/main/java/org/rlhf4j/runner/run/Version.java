package org.rlhf4j.runner.run;

/** Which rlhf4j this is. */
public final class Version {
  private Version() {}

  /** The version of the runner's module, which Maven writes into it. */
  public static String text() {
    var descriptor = Version.class.getModule().getDescriptor();
    return descriptor == null ? "unknown" : descriptor.rawVersion().orElse("unknown");
  }
}
