package org.rlhf4j.runner.spec;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rlhf4j.api.plugin.Suggestion;

/** Names of devices. */
final class Devices {
  /** What PyTorch, CUDA and ROCm call a GPU. */
  private static final Pattern GPU = Pattern.compile("(?:cuda|gpu|hip|rocm)[ :]?([0-9]{1,3})?");

  private Devices() {}

  /** What somebody may have meant by a device that is none, or nothing. */
  static String meant(String device) {
    Matcher gpu = GPU.matcher(device.strip().toLowerCase(Locale.ROOT));
    if (gpu.matches()) {
      return "; did you mean \"gpu:" + (gpu.group(1) == null ? "0" : gpu.group(1)) + "\"?";
    }
    String near = Suggestion.among(device, List.of("auto", "cpu", "gpu:0"));
    return near.isEmpty() ? "" : "; " + near.strip();
  }
}
