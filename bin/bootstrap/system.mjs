import { existsSync, readdirSync } from 'node:fs';
import {
  findChromium,
  findGo,
  findJava,
  findMaven,
  findOnPath,
  findOpenSsl,
  findSoftHsm,
} from './find.mjs';
import { BootstrapError, runSlowly } from './progress.mjs';

const INSTALL = ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120'];

/** What the machine must bring, and the Debian packages that bring it. */
const NEEDS = [
  {
    name: 'SoftHSM2',
    packages: ['softhsm2'],
    override: 'PKCS11_MODULE',
    forTestsOnly: false,
    isThere: (env) => {
      const { util, module } = findSoftHsm(env);
      return Boolean(util && module);
    },
  },
  {
    name: 'Chromium',
    packages: ['chromium', 'fonts-noto-cjk'],
    brew: ['chromium'],
    override: 'TOROKU_CHROMIUM',
    forTestsOnly: true,
    isThere: (env) => Boolean(findChromium(env)),
  },
  {
    name: 'OpenSSL',
    packages: ['openssl'],
    forTestsOnly: true,
    isThere: (env) => Boolean(findOpenSsl(env)),
  },
  {
    name: 'Go',
    packages: ['golang-go'],
    brew: ['go'],
    forTestsOnly: true,
    isThere: (env) => Boolean(findGo(env)),
  },
];

/** What puts a time-skipping test server together where it cannot be downloaded. */
const JAVA_TOOLS = [
  {
    name: 'Java',
    packages: ['default-jre-headless'],
    brew: ['openjdk'],
    isThere: (env) => Boolean(findJava(env)),
  },
  { name: 'Maven', packages: ['maven'], isThere: (env) => Boolean(findMaven(env)) },
];

/** Installs the missing system packages as root on Debian; otherwise tells the one line that does. */
export async function ensureSystem({ env, progress }, { forTests }) {
  const needs = NEEDS.filter((need) => forTests || !need.forTestsOnly);
  const missing = needs.filter((need) => !need.isThere(env));
  if (missing.length > 0) await install(missing, env, progress);
  progress.ready(needs.map((need) => need.name).join(', '));
}

/** Makes sure of Java and Maven, in the same way. */
export async function ensureJavaTools({ env, progress }) {
  const missing = JAVA_TOOLS.filter((need) => !need.isThere(env));
  if (missing.length > 0) await install(missing, env, progress);
  progress.ready('Java, Maven');
}

async function install(missing, env, progress) {
  const names = missing.map((need) => need.name).join(', ');
  const packages = missing.flatMap((need) => need.packages);
  const aptGet = findOnPath('apt-get', env, ['/usr/bin']);
  const wrong = missing.map((need) => need.override).filter((name) => name && env[name]);
  const brew = missing.flatMap((need) => need.brew ?? need.packages);
  const failure = () => new BootstrapError(whatToDo({ names, packages, brew, aptGet, wrong, env }));
  // Who names a file means that file: installing another would not help.
  if (!aptGet || process.getuid?.() !== 0 || wrong.length > 0) throw failure();

  const apt = (what, args) =>
    runSlowly(progress, what, {
      file: aptGet,
      args,
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
      cwd: '/',
    });
  const update = () => apt('apt-get update', ['update']);
  const installPackages = () =>
    apt(`${names} を入れます / apt-get install ${packages.join(' ')}`, [...INSTALL, ...packages]);

  // A fresh container has no lists; an old one may have lists of packages that are gone.
  if (!hasPackageLists()) await update();
  const isDone = (await installPackages()) || ((await update()) && (await installPackages()));
  if (!isDone || missing.some((need) => !need.isThere(env))) throw failure();
}

function whatToDo({ names, packages, brew, aptGet, wrong, env }) {
  const line = aptGet
    ? `sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`
    : `brew install ${brew.join(' ')}`;
  return [
    ...wrong.map((name) => `${name}=${env[name]}: そのファイルはありません / no such file`),
    `${names} がありません。次の 1 行を実行してから、もう一度起動してください。`,
    `${names} is missing. Run this line, then start again:`,
    '',
    `  ${line}`,
    '',
  ].join('\n');
}

function hasPackageLists() {
  const folder = '/var/lib/apt/lists';
  return existsSync(folder) && readdirSync(folder).some((name) => name.includes('Packages'));
}
