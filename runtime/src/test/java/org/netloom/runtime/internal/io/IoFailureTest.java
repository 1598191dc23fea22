package org.netloom.runtime.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IoFailureTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new AccessDeniedException("/x"), "permission denied"),
                Arguments.of(new NoSuchFileException("/x"), "no such file or directory"),
                Arguments.of(new FileSystemException("/x", null, "Read-only file system"), "Read-only file system"),
                Arguments.of(new FileSystemException("/x"), "/x"),
                Arguments.of(new UnknownHostException("h"), "the host is unknown, is this machine offline?"),
                Arguments.of(new ConnectException(), "no connection, is this machine offline?"),
                Arguments.of(new EOFException(), "it ends too early"),
                Arguments.of(new IOException("No space left on device"), "No space left on device"),
                Arguments.of(new IOException(), "IOException"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void saysTheReasonInWords(IOException failure, String reason) {
        assertThat(IoFailure.reason(failure)).isEqualTo(reason);
    }

    @Test
    void keepsTheCause() {
        IOException cause = new AccessDeniedException("/x");
        assertThat(IoFailure.of("write /x", cause))
                .hasMessage("cannot write /x: permission denied")
                .hasCause(cause);
    }
}
