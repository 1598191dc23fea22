File generated = new File(basedir, 'target/generated-sources/net')
assert new File(generated, 'org/example/Small.java').text.contains('package org.example;')
assert new File(generated, 'org/example/named/Named.java').text.contains('package org.example.named;')

List<String> log = new File(basedir, 'build.log').readLines()
int first = log.findIndexOf { it.contains('2 .net files: 2 Java files written, 0 unchanged, 0 deleted') }
int second = log.findIndexOf { it.contains('nothing changed in 2 .net files') }
assert first >= 0
assert second > first

File named = new File(basedir, 'src/main/net/named.net')
assert log.count { it.startsWith('[INFO] ' + named + ':[5,3] ') && it.endsWith(' [layer.bias-dropped]') } == 1
