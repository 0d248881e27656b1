package org.rlhf4j.runner.fakes.circle.back;

import org.rlhf4j.runner.fakes.circle.there.There;

/** The other half of a circle between packages. */
public record Back(There there) {}
