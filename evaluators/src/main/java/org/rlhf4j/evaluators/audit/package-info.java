/**
 * How far labels can be trusted: agreement of people and of judges, the noise that makes simulated
 * annotators disagree as people do, and the audit of a judge. Read {@link
 * org.rlhf4j.evaluators.audit.JudgeAuditPlugin}, {@link
 * org.rlhf4j.evaluators.audit.AgreementPlugin} and {@link
 * org.rlhf4j.evaluators.audit.FitAnnotatorsPlugin}.
 */
@NullMarked
package org.rlhf4j.evaluators.audit;

import org.jspecify.annotations.NullMarked;
