package com.example;

import dev.assay.broker.ReferenceBroker;
import dev.assay.client.BrokerUrl;
import dev.assay.suite.ConformanceTests;
import dev.assay.suite.RunSettings;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The broker that {@code -Dassay.url} names keeps the standard; where none is named, one that the test starts. */
class BrokerConformanceTest {
  private static ReferenceBroker broker;

  @BeforeAll
  static void startBroker() throws IOException {
    if (System.getProperty(ConformanceTests.URL_PROPERTY) == null) {
      broker = ReferenceBroker.start(ReferenceBroker.options());
    }
  }

  @AfterAll
  static void stopBroker() {
    if (broker != null) {
      broker.close();
    }
  }

  @TestFactory
  Stream<DynamicNode> keepsTheStandard() throws Exception {
    return broker == null
        ? ConformanceTests.ofSystemProperties()
        : ConformanceTests.against(
            ConformanceTests.chosen(RunSettings.of(BrokerUrl.parse(broker.url()))));
  }
}
