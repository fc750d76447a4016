import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { downloadServer } from './download.mjs';
import {
  TEST_SERVER_VERSION,
  cachedTestServer,
  findJava,
  findMaven,
  findTestServer,
} from './find.mjs';
import { obtainOnce } from './obtain-once.mjs';
import { BootstrapError, runSlowly } from './progress.mjs';
import { ensureJavaTools } from './system.mjs';

const LIBRARIES = 'lib';
const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1';

/** SHA-256 over the sorted lines `<sha256>  <file>` of the jar files that make up the server. */
const LIBRARIES_SHA256 = '22693f3bca556caa7a865cd11c04413cfa02d97df6d996648126a9039cf671e2';

/**
 * Makes sure of Temporal's time-skipping test server: the one named, on the PATH, cached, downloaded, or put
 * together from its Java libraries.
 */
export async function ensureTestServer(host, sha256 = LIBRARIES_SHA256) {
  const { env, progress } = host;
  const isThere = () => runs(findTestServer(env));
  // Who names a file means that file: another would not help.
  if (!isThere() && !env.TOROKU_TEST_SERVER) {
    await obtainOnce(host, {
      what: '試験用サーバー',
      name: `temporal-test-server-${TEST_SERVER_VERSION}`,
      isThere,
      make: (work) => make(host, work, sha256),
    });
  }
  if (!isThere()) throw new BootstrapError(whatToDo(env));
  progress.ready(`Temporal (時間を飛ばす試験用 / time-skipping): ${findTestServer(env)}`);
}

async function make(host, work, sha256) {
  const target = dirname(cachedTestServer(host.env));
  const made = join(work, 'made');
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made);
  const downloaded = await downloadServer(host, { work, kind: 'test' });
  if (downloaded) renameSync(downloaded, join(made, 'temporal-test-server'));
  else if (!(await assemble(host, { work, made, sha256 }))) return false;
  // A crash before the rename leaves only a folder that no start looks at.
  rmSync(target, { recursive: true, force: true });
  renameSync(made, target);
  return true;
}

/** Fetches the server's Java libraries with Maven, and puts a command that runs them beside them. */
async function assemble(host, { work, made, sha256 }) {
  await ensureJavaTools(host);
  const { env, progress } = host;
  const libraries = join(made, LIBRARIES);
  writeFileSync(join(work, 'pom.xml'), POM);
  const isDone = await runSlowly(
    progress,
    '試験用サーバーを Maven で取得します (初回のみ) / getting the test server with Maven (once)',
    {
      file: findMaven(env),
      args: [
        '--batch-mode',
        '--quiet',
        `--file=${join(work, 'pom.xml')}`,
        `-Dmaven.repo.local=${join(work, 'repository')}`,
        `${DEPENDENCY_PLUGIN}:copy-dependencies`,
        `-DoutputDirectory=${libraries}`,
        '-DincludeScope=runtime',
      ],
      env,
      cwd: work,
    },
  );
  if (!isDone) return false;
  const came = digest(libraries);
  if (came !== sha256) {
    progress.say(
      `取得したものが予期したものと違います / what came is not what is expected: ${came}`,
    );
    return false;
  }
  const command = join(made, 'temporal-test-server');
  writeFileSync(command, launcher(findJava(env)));
  chmodSync(command, 0o755);
  return true;
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>toroku</groupId>
  <artifactId>time-skipping-test-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${TEST_SERVER_VERSION}</version>
    </dependency>
    <!-- Without a logger the server complains of that with each start. -->
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-nop</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`;

/** Tuned to start soon: it lives for seconds. */
const launcher = (java) => `#!/bin/sh
exec '${java}' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$(dirname "$0")/${LIBRARIES}/*" io.temporal.testserver.TestServer "$@"
`;

const sha256Hex = (octets) => createHash('sha256').update(octets).digest('hex');

function digest(folder) {
  if (!existsSync(folder)) return '';
  const lines = readdirSync(folder)
    .toSorted()
    .map((name) => `${sha256Hex(readFileSync(join(folder, name)))}  ${name}\n`);
  return sha256Hex(lines.join(''));
}

/** Without a port the server only explains itself: so a Java that is gone is noticed here, not in a test. */
function runs(path) {
  if (!path) return false;
  try {
    execFileSync(path, [], { stdio: 'ignore', timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}

function whatToDo(env) {
  const wrong = env.TOROKU_TEST_SERVER ?? findTestServer(env);
  return [
    ...(wrong ? [`${wrong}: 実行できません / does not run`] : []),
    'Temporal の時間を飛ばす試験用サーバーが得られませんでした。次のどちらかをしてから、もう一度試してください。',
    'No time-skipping test server of Temporal could be had. Do one of these, then try again:',
    '  - put the `temporal-test-server` command on the PATH, or its path into TOROKU_TEST_SERVER',
    '  - let Maven reach its repository (the lines above say what failed), with which it is put together here',
    'npm start や npm run test:unit には要りません / `npm start` and `npm run test:unit` do without it.',
  ].join('\n');
}
