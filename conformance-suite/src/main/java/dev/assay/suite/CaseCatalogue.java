package dev.assay.suite;

import dev.assay.spec.MqttVersion;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** All cases, without running any. */
public final class CaseCatalogue {
  static final String PACKAGE = "dev.assay.suite.cases";

  private CaseCatalogue() {}

  private static final class Holder {
    static final List<CaseInfo> ALL = read();
  }

  /**
   * Every case, in the order of their ids.
   *
   * @throws IllegalStateException if the declaration of one is not right, or two have the same id
   */
  public static List<CaseInfo> all() {
    return Holder.ALL;
  }

  /** The cases that this method plays: one, or those of the corpus. */
  static List<CaseInfo> of(Method method) {
    return AnnotationSupport.isAnnotated(method, CorpusCase.class)
        ? all().stream().filter(info -> info.row() != null).toList()
        : List.of(CaseInfo.of(method));
  }

  /** How many executions the settings ask for on a target that speaks these versions. */
  static int executions(RunSettings settings, Set<MqttVersion> spoken) {
    return (int) all().stream()
        .flatMap(info -> info.versions().stream()
            .filter(spoken::contains)
            .filter(version -> settings.selection().wants(info, version)))
        .count();
  }

  private static List<CaseInfo> read() {
    List<CaseInfo> cases = new ArrayList<>();
    for (Class<?> subject :
        ReflectionSupport.findAllClassesInPackage(PACKAGE, type -> true, name -> true)) {
      for (Method method : AnnotationSupport.findAnnotatedMethods(
          subject, ConformanceCase.class, HierarchyTraversalMode.TOP_DOWN)) {
        cases.add(CaseInfo.of(method));
      }
      for (Method method : AnnotationSupport.findAnnotatedMethods(
          subject, CorpusCase.class, HierarchyTraversalMode.TOP_DOWN)) {
        cases.addAll(CorpusRow.cases(method));
      }
    }
    Map<String, CaseInfo> byId = new HashMap<>();
    for (CaseInfo info : cases) {
      CaseInfo other = byId.put(info.id(), info);
      if (other != null) {
        throw new IllegalStateException("two cases are called " + info.id() + ": in "
            + other.subject().getSimpleName() + " and in " + info.subject().getSimpleName());
      }
    }
    return cases.stream().sorted(Comparator.comparing(CaseInfo::id)).toList();
  }
}
