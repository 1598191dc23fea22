package org.netloom.runtime.data;

import java.util.List;

/** The data sets of images that have names: what the system has installed, or what is downloaded once. */
final class NamedImages implements DataFormat {
    private final Downloads downloads;

    NamedImages(Downloads downloads) {
        this.downloads = downloads;
    }

    @Override
    public String description() {
        return "MNIST's digits and Fashion-MNIST";
    }

    @Override
    public List<String> names() {
        return downloads.names(false);
    }

    @Override
    public List<DataOption> options() {
        return Splits.WITHIN_TRAINING;
    }

    @Override
    public DataSplit open(DataRequest request) {
        return IdxDirectory.read(downloads.provide(request.spec()), request.spec(), request);
    }

    @Override
    public Dataset openTest(DataRequest request) {
        return IdxDirectory.readTest(downloads.provide(request.spec()), request.spec(), request);
    }
}
