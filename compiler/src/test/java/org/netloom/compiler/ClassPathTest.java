package org.netloom.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What the compiler is compiled with, and comes with into a build that generates code: no array library. */
class ClassPathTest {
    @Test
    void theCompilerComesWithoutAnArrayLibrary() throws Exception {
        assertThat(needed("pom.xml"))
                .containsExactlyInAnyOrder("netloom-ops", "netloom-grammar", "javapoet", "jspecify");
    }

    @Test
    void theOperationsComeWithAnnotationsAlone() throws Exception {
        assertThat(needed("../ops/pom.xml")).containsExactly("jspecify");
    }

    /** The dependencies of a module that are not its tests' alone. */
    private static List<String> needed(String pom) throws Exception {
        NodeList all = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(Path.of(pom).toFile())
                .getElementsByTagName("dependency");
        List<String> needed = new ArrayList<>();
        for (int i = 0; i < all.getLength(); i++) {
            Element dependency = (Element) all.item(i);
            NodeList scope = dependency.getElementsByTagName("scope");
            if (scope.getLength() == 0 || !scope.item(0).getTextContent().equals("test")) {
                needed.add(dependency.getElementsByTagName("artifactId").item(0).getTextContent());
            }
        }
        return needed;
    }
}
