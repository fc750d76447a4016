import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheDirectory } from '../../bin/bootstrap/find.mjs';
import { goCommand } from '../../bin/bootstrap/go.mjs';

const HERE = import.meta.dirname;
const SOURCES = ['main.go', 'go.mod', 'go.sum'];

const NO_GO = [
  'Go がありません。次の 1 行を実行してから、もう一度テストしてください。',
  'Go is missing. Run this line, then test again:',
  '  sudo apt-get install -y --no-install-recommends golang-go',
].join('\n');

/**
 * The verifier in Go beside this file, built once for each state of its sources and kept in the user's
 * cache.
 *
 * @returns its path. @throws Error that says what to run, if it cannot be built
 */
export function foreignVerifier(): string {
  const hash = createHash('sha256');
  for (const name of SOURCES) hash.update(readFileSync(join(HERE, name)));
  const name = `interop-${hash.digest('hex').slice(0, 12)}`;
  const built = join(cacheDirectory(process.env), name, 'verifier');
  if (existsSync(built)) return built;
  const work = `${dirname(built)}.work-${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    const go = goCommand(work, process.env);
    if (!go) throw new Error(NO_GO);
    const made = join(work, 'verifier');
    try {
      execFileSync(go.file, ['build', '-o', made, '.'], { cwd: HERE, env: go.env, stdio: 'pipe' });
    } catch (error) {
      const said = String((error as { readonly stderr?: Buffer }).stderr ?? error);
      throw new Error(`${said}\ncd test/interop && go build .`, { cause: error });
    }
    mkdirSync(dirname(built), { recursive: true });
    // A crash before the rename leaves a folder that nobody looks at.
    renameSync(made, built);
    return built;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
