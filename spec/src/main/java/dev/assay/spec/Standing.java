package dev.assay.spec;

/** What the project can say about its own coverage of a statement. */
public enum Standing {
  /** Each of its demands has a judgement, and each judgement a deviant on which it was seen to fail. */
  COVERED,
  /** As COVERED, but at least one demand is judged by a window in which nothing arrived. */
  COVERED_BY_SILENCE,
  /** Nothing else can be expressed on the wire. */
  BY_CONSTRUCTION,
  /** It binds the client alone. */
  CLIENT_DUTY,
  /** No client can tell a broker that keeps it from one that breaks it. */
  UNOBSERVABLE,
  /** No case judges it so far. */
  NOT_YET
}
