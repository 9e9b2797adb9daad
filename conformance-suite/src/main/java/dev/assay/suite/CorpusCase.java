package dev.assay.suite;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A method that plays every {@link CorpusRow} of the corpus of wrong packets, each as a case of its own. Its parameters are a
 * {@link Bench}, the {@link CorpusRow}, and the {@link Judged} that says which statement the row judges.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(ConformanceExtension.class)
public @interface CorpusCase {}
