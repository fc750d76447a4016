import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** The version of the Temporal CLI that is built or downloaded when the machine has none. */
export const TEMPORAL_VERSION = '1.5.1';

/** The version of the time-skipping test server that is put together when the machine has none. */
export const TEST_SERVER_VERSION = '1.38.0';

/** The version of the S3-compatible server that is built for tests when the machine has none. */
export const S3_SERVER_VERSION = '1.8.0';

/** The oldest server that has what the workflows need (pinned worker deployment versions). */
const OLDEST_SERVER = [1, 29];

const MODULE_PATHS = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
];

/** Where downloads and builds that outlive a clone are kept. */
export function cacheDirectory(env) {
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'toroku');
}

/** Where our own copy of the Temporal CLI lies, if it was built or downloaded. */
export function cachedTemporal(env) {
  return join(cacheDirectory(env), `temporal-${TEMPORAL_VERSION}`, 'temporal');
}

/** The first executable file of that name on the PATH, then in the extra folders. */
export function findOnPath(name, env, extraFolders = []) {
  const folders = [...(env.PATH || '').split(delimiter).filter(Boolean), ...extraFolders];
  return folders.map((folder) => join(folder, name)).find(isExecutableFile);
}

/** The Temporal server to use: one that runs, one on the PATH, or the cached one. */
export function findTemporal(env) {
  if (env.TEMPORAL_ADDRESS) return { kind: 'address', address: env.TEMPORAL_ADDRESS };
  const onPath = findOnPath('temporal', env);
  if (onPath && isRecentServer(onPath)) return { kind: 'binary', path: onPath };
  const cached = cachedTemporal(env);
  return isExecutableFile(cached) ? { kind: 'binary', path: cached } : undefined;
}

/** Where our own copy of the time-skipping test server lies, if it was downloaded or put together. */
export function cachedTestServer(env) {
  const name = 'temporal-test-server';
  return join(cacheDirectory(env), `${name}-${TEST_SERVER_VERSION}`, name);
}

/** The time-skipping test server that workflow tests start: the one named, on the PATH, or cached. */
export function findTestServer(env) {
  const named = env.TOROKU_TEST_SERVER;
  if (named) return isExecutableFile(named) ? named : undefined;
  const cached = cachedTestServer(env);
  return findOnPath('temporal-test-server', env) || (isExecutableFile(cached) ? cached : undefined);
}

/** Where our own copy of the S3-compatible server lies, if it was built. */
export function cachedS3Server(env) {
  return join(cacheDirectory(env), `versitygw-${S3_SERVER_VERSION}`, 'versitygw');
}

/** The S3-compatible server that tests of the bucket start: on the PATH, or cached. */
export function findS3Server(env) {
  const cached = cachedS3Server(env);
  return findOnPath('versitygw', env) || (isExecutableFile(cached) ? cached : undefined);
}

/** Java, which runs a test server that could not be downloaded. */
export function findJava(env) {
  const home = env.JAVA_HOME ? [join(env.JAVA_HOME, 'bin')] : [];
  return findOnPath('java', env, [...home, '/opt/homebrew/opt/openjdk/bin']);
}

/** Maven, which fetches Java libraries. */
export function findMaven(env) {
  return findOnPath('mvn', env, ['/opt/homebrew/bin']);
}

/** The SoftHSM2 tool and PKCS#11 module; either may be missing. */
export function findSoftHsm(env) {
  const util = findOnPath('softhsm2-util', env, [
    '/usr/bin',
    '/usr/local/bin',
    '/opt/homebrew/bin',
  ]);
  const module = env.PKCS11_MODULE || MODULE_PATHS.find((path) => existsSync(path));
  return { util, module: module && existsSync(module) ? module : undefined };
}

/** The Chromium that page tests drive. */
export function findChromium(env) {
  if (env.TOROKU_CHROMIUM) {
    return isExecutableFile(env.TOROKU_CHROMIUM) ? env.TOROKU_CHROMIUM : undefined;
  }
  const folders = ['/usr/bin', '/usr/local/bin'];
  return (
    findOnPath('chromium', env, folders) ||
    findOnPath('chromium-browser', env, folders) ||
    findOnPath('google-chrome', env, folders)
  );
}

/** The Go command: it builds what can be had in no other way, and a verifier of the books for tests. */
export function findGo(env) {
  return findOnPath('go', env, ['/usr/local/go/bin', '/usr/lib/go/bin', '/opt/homebrew/bin']);
}

/** The OpenSSL command that tests use as a second opinion. */
export function findOpenSsl(env) {
  return findOnPath('openssl', env, ['/usr/bin', '/usr/local/bin']);
}

function isExecutableFile(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** A much older `temporal` that happens to be installed is passed over, not used and blamed later. */
function isRecentServer(path) {
  try {
    const version = execFileSync(path, ['--version'], { encoding: 'utf8', timeout: 10_000 });
    const found = /Server (\d+)\.(\d+)/.exec(version);
    if (!found) return false;
    const [major, minor] = [Number(found[1]), Number(found[2])];
    return major > OLDEST_SERVER[0] || (major === OLDEST_SERVER[0] && minor >= OLDEST_SERVER[1]);
  } catch {
    return false;
  }
}
