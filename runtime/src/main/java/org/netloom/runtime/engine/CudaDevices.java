package org.netloom.runtime.engine;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.environment.Nd4jEnvironment;
import org.netloom.runtime.exception.NetworkException;

/**
 * Which GPUs ND4J's CUDA back end can compute on. nd4j-cuda-11.6 of 1.0.0-M2.1 holds native code for compute
 * capability 3.7 to 8.6 and no PTX that a driver could translate for another; its own check, that there is a device,
 * does not notice.
 */
final class CudaDevices {
    private static final int OLDEST = 37;
    private static final int FIRST_TOO_NEW = 90;

    private CudaDevices() {}

    /**
     * Refuses a CUDA back end on a GPU that it has no code for.
     *
     * @param environment what {@code Nd4j.getExecutioner().getEnvironmentInformation()} says
     */
    static void check(Map<?, ?> environment) {
        if (environment.get(Nd4jEnvironment.CUDA_DEVICE_INFORMATION_KEY) instanceof List<?> devices) {
            for (Object device : devices) {
                if (device instanceof Map<?, ?> facts
                        && facts.get(Nd4jEnvironment.CUDA_DEVICE_MAJOR_VERSION_KEY) instanceof Number major
                        && facts.get(Nd4jEnvironment.CUDA_DEVICE_MINOR_VERSION_KEY) instanceof Number minor) {
                    String name = String.valueOf(facts.get(Nd4jEnvironment.CUDA_DEVICE_NAME_KEY));
                    refusal(name, major.intValue(), minor.intValue()).ifPresent(reason -> {
                        throw new NetworkException(reason);
                    });
                }
            }
        }
    }

    /** Whether the back end computes on GPUs. */
    static boolean present(Map<?, ?> environment) {
        return environment.get(Nd4jEnvironment.CUDA_DEVICE_INFORMATION_KEY) instanceof List<?> devices
                && !devices.isEmpty();
    }

    /** Why a GPU of this compute capability cannot be used, in a sentence; empty where it can. */
    static Optional<String> refusal(String name, int major, int minor) {
        int capability = 10 * major + minor;
        if (capability >= OLDEST && capability < FIRST_TOO_NEW) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                ("the GPU %s has compute capability %d.%d, but ND4J's CUDA back end (nd4j-cuda-11.6) has code"
                        + " for 3.7 to 8.6 only: put the CPU back end (nd4j-native) on the class path instead"),
                name,
                major,
                minor));
    }
}
