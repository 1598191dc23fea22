/** A program with a net: two modules are all that it requires. */
module org.example.small {
    requires nd4j.api;
    requires org.netloom.runtime;

    exports org.example.small;
}
