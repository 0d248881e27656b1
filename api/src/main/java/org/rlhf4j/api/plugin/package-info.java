/** How plugins are described, found and made. Read {@link org.rlhf4j.api.plugin.Plugin} first. */
@NullMarked
package org.rlhf4j.api.plugin;

import org.jspecify.annotations.NullMarked;
