/**
 * Who may come in, and what each may publish and subscribe to: password files and topic rules.
 *
 * <p>Start with {@link dev.assay.broker.access.FileAccess}, which is asked, then {@link dev.assay.broker.access.PasswordFile} and
 * {@link dev.assay.broker.access.TopicRules}. This package reads
 * text and answers questions; it knows neither connections nor sessions, and what the broker does with an answer is the business
 * of {@code dev.assay.broker.rules}.
 */
@NullMarked
package dev.assay.broker.access;

import org.jspecify.annotations.NullMarked;
