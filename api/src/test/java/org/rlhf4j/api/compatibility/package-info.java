/** Whether plugins that were compiled before still fit. */
package org.rlhf4j.api.compatibility;
