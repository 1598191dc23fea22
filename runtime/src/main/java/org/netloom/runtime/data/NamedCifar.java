package org.netloom.runtime.data;

import java.util.ArrayList;
import java.util.List;

/** CIFAR-10 and CIFAR-100 by name: what the system has installed, or what is downloaded once. */
final class NamedCifar implements DataFormat {
    private final Downloads downloads;

    NamedCifar(Downloads downloads) {
        this.downloads = downloads;
    }

    @Override
    public String description() {
        return "CIFAR-10 and CIFAR-100";
    }

    @Override
    public List<String> names() {
        return downloads.names(true);
    }

    @Override
    public List<DataOption> options() {
        List<DataOption> all = new ArrayList<>(List.of(CifarDirectory.LABELS));
        all.addAll(Splits.WITHIN_TRAINING);
        return List.copyOf(all);
    }

    @Override
    public DataSplit open(DataRequest request) {
        return CifarDirectory.read(downloads.provide(request.spec()), request.spec(), request);
    }

    @Override
    public Dataset openTest(DataRequest request) {
        return CifarDirectory.readTest(downloads.provide(request.spec()), request.spec(), request);
    }
}
