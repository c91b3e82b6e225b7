package dev.drydock.bot;

import static io.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
import static io.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.workflows.Attributes;
import io.temporal.api.enums.v1.IndexedValueType;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SearchAttributesTest {
  private final Map<String, IndexedValueType> found = new HashMap<>();

  SearchAttributesTest() {
    Attributes.ALL.forEach(key -> found.put(key.getName(), INDEXED_VALUE_TYPE_KEYWORD));
    found.put("Somebody'sElse", INDEXED_VALUE_TYPE_TEXT);
  }

  @Test
  void isContentWhenAllAreThere() {
    assertThat(SearchAttributes.compare(found).isEmpty()).isTrue();
  }

  @Test
  void givesTheCommandForAMissingOne() {
    found.remove("DrydockRun");

    SearchAttributes.Difference difference = SearchAttributes.compare(found);
    assertThat(difference.told()).isEqualTo("missing DrydockRun");
    assertThat(difference.mend("drydock"))
        .isEqualTo(
            "drydock setup\n# the same by Temporal's own tool:\n"
                + "temporal operator search-attribute create --namespace drydock"
                + " --name DrydockRun --type Keyword");
  }

  @Test
  void removesOneOfAnotherTypeFirst() {
    found.put("DrydockApp", INDEXED_VALUE_TYPE_TEXT);

    assertThat(SearchAttributes.compare(found).mend("drydock").lines())
        .containsExactly(
            "temporal operator search-attribute remove --yes --name DrydockApp --namespace drydock",
            "drydock setup");
  }
}
