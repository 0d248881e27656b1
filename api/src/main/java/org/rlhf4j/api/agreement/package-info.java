/**
 * How much people, or judges, agree on the same items: coefficients with bootstrap intervals over
 * items. Read {@link org.rlhf4j.api.agreement.Ratings} first, then {@link
 * org.rlhf4j.api.agreement.Agreement#estimate}.
 *
 * <p>Which coefficient for what: {@link org.rlhf4j.api.agreement.CohenKappa} for two raters, {@link
 * org.rlhf4j.api.agreement.FleissKappa} where all items have equally many labels, {@link
 * org.rlhf4j.api.agreement.KrippendorffAlpha} wherever labels are missing or have an order. {@link
 * org.rlhf4j.api.agreement.RawAgreement} alone says little: it is high by chance where one label is
 * frequent.
 */
@NullMarked
package org.rlhf4j.api.agreement;

import org.jspecify.annotations.NullMarked;
