File generated = new File(basedir, 'target/generated-sources/net')
assert new File(generated, 'nets/A.java').isFile()
assert new File(generated, 'nets/B.java').isFile()
assert new File(basedir, 'target/generated-test-sources/net/org/example/OnlyForTests.java').isFile()

List<String> log = new File(basedir, 'build.log').readLines()
assert log.count { it.contains('1 .net file: 1 Java file written, 0 unchanged, 0 deleted') } == 3
assert log.count { it.contains('nothing changed in 1 .net file') } == 3
