import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { failureLine } from '../../books/verify/failures.ts';
import { verifyExport, type Verdict } from '../../books/verify/verify-export.ts';
import { Crew } from '../verify/crew.ts';
import { exportOnDisk } from '../verify/export-on-disk.ts';

const USAGE = 'toroku verify DIR [--keys FILE] [--checkpoint FILE]… [--manifest SHA256]';

const OPTIONS = {
  keys: { type: 'string' },
  checkpoint: { type: 'string', multiple: true },
  manifest: { type: 'string' },
} as const;

const SAID_EVERY_MS = 5_000;

/**
 * `toroku verify`: verifies an exported folder offline; needs no setting, database or network, and loads
 * nothing of ours but `books/`.
 *
 * @returns the exit code: 0 only if everything holds.
 */
export async function verifyCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const [dir, ...more] = positionals;
  if (dir === undefined || more.length > 0 || !existsSync(dir)) {
    console.error(USAGE);
    return 64;
  }
  const crew = new Crew(dir);
  try {
    const verdict = await verifyExport({
      folder: exportOnDisk(dir),
      labour: crew,
      ...(values.keys !== undefined && { keys: linesOf(values.keys) }),
      checkpoints: (values.checkpoint ?? []).map((file) => readFileSync(file, 'utf8')),
      ...(values.manifest !== undefined && { manifestSha256: values.manifest }),
      onProgress: progress(),
    });
    tell(verdict, values.keys !== undefined);
    return verdict.ok ? 0 : 1;
  } finally {
    await crew.dismiss();
  }
}

const linesOf = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');

function progress(): (step: string, done: number, total: number) => void {
  let told = Date.now();
  return (step, done, total) => {
    if (Date.now() - told < SAID_EVERY_MS) return;
    told = Date.now();
    console.error(`${step}: ${done}/${total}`);
  };
}

function tell(verdict: Verdict, hasKeys: boolean): void {
  for (const failure of verdict.failures) console.error(failureLine(failure));
  if (!hasKeys) {
    console.error(
      'keys/*.vkey を別の方法で受け取った鍵と比べてください / compare keys/*.vkey with keys received in another way (--keys)',
    );
  }
  console.log(JSON.stringify(verdict));
}
