package org.rlhf4j.runner.plugins;

import java.lang.module.ModuleDescriptor;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rlhf4j.api.plugin.Catalog;

/**
 * A version of the api, read by the rules of semver.org: what was built for one runs with the same
 * and with later ones up to the next that may break it, which is the next major version, or before
 * 1.0 the next minor one. A jar need not say which it was built for: javac writes it into its
 * module-info.
 *
 * @param text as it was written
 * @param major the first number
 * @param minor the second number
 * @param patch the third number; 0 where there is none
 */
record ApiVersion(String text, int major, int minor, int patch) {
  private static final Pattern NUMBERS =
      Pattern.compile("(\\d{1,9})\\.(\\d{1,9})(?:\\.(\\d{1,9}))?(?:[-+].*)?");
  private static final Comparator<ApiVersion> ORDER =
      Comparator.comparingInt(ApiVersion::major)
          .thenComparingInt(ApiVersion::minor)
          .thenComparingInt(ApiVersion::patch);

  /** Empty for what is no such version. */
  static Optional<ApiVersion> of(String text) {
    Matcher numbers = NUMBERS.matcher(text);
    if (!numbers.matches()) {
      return Optional.empty();
    }
    String patch = numbers.group(3);
    return Optional.of(
        new ApiVersion(
            text,
            Integer.parseInt(numbers.group(1)),
            Integer.parseInt(numbers.group(2)),
            patch == null ? 0 : Integer.parseInt(patch)));
  }

  /** That of this program; empty where its module does not tell. */
  static Optional<ApiVersion> running() {
    ModuleDescriptor api = Catalog.class.getModule().getDescriptor();
    return api == null ? Optional.empty() : api.rawVersion().flatMap(ApiVersion::of);
  }

  /** That which a module was compiled with; empty where it does not tell. */
  static Optional<ApiVersion> compiledInto(ModuleDescriptor module) {
    String api = Catalog.class.getModule().getName();
    return module.requires().stream()
        .filter(r -> r.name().equals(api))
        .findFirst()
        .flatMap(ModuleDescriptor.Requires::rawCompiledVersion)
        .flatMap(ApiVersion::of);
  }

  /** Why what was built for this version does not run with another; empty if it does. */
  Optional<String> misfit(ApiVersion running) {
    if (ORDER.compare(this, running) > 0) {
      return Optional.of(
          "it was built for version "
              + text
              + " of org.rlhf4j.api, and this is only "
              + running.text
              + "; update rlhf4j, or take an older version of the jar");
    }
    if (major == running.major && (major > 0 || minor == running.minor)) {
      return Optional.empty();
    }
    return Optional.of(
        "it was built for version "
            + text
            + " of org.rlhf4j.api, and this is "
            + running.text
            + ", which is not compatible with it; take a newer version of the jar, or build it"
            + " again");
  }
}
