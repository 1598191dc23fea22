package org.netloom.runtime.internal.io;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.netloom.runtime.exception.NetworkException;

/** Says what went wrong with a file in words, where the JDK's message is often only the file's name. */
public final class IoFailure {
    private IoFailure() {}

    /** {@code cannot <what>: <reason>}. */
    public static NetworkException of(String what, IOException cause) {
        return new NetworkException("cannot " + what + ": " + reason(cause), cause);
    }

    /** The reason without the file's name: {@code permission denied}. */
    public static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (failure instanceof NotDirectoryException) {
            return "a part of the path is a file, not a directory";
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return "it is a directory";
        }
        if (failure instanceof FileSystemException inFileSystem && inFileSystem.getReason() != null) {
            return inFileSystem.getReason();
        }
        if (failure instanceof UnknownHostException) {
            return "the host is unknown, is this machine offline?";
        }
        if (failure instanceof HttpConnectTimeoutException) {
            return "the host did not answer in time";
        }
        if (failure instanceof HttpTimeoutException) {
            return "the server did not answer in time";
        }
        if (failure instanceof ConnectException) {
            return "no connection, is this machine offline?";
        }
        if (failure instanceof EOFException) {
            return "it ends too early";
        }
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}
