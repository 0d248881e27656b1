package org.rlhf4j.runner.fakes.circle.there;

import org.rlhf4j.runner.fakes.circle.back.Back;

/** Half of a circle between packages, for the rule that forbids them. */
public record There(Back back) {}
