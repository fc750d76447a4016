import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { rounded } from './measure.ts';
import { syntheticCrl } from './million-entry-crl.ts';

/** Memory of the whole process that opens the CRL, in MiB. */
const LIMIT_MB = 200;

interface ChildFigures {
  readonly isRight: boolean;
  readonly parseSeconds: number;
  readonly verifySeconds: number;
  readonly indexSeconds: number;
  readonly lookupsPerSecond: number;
  readonly peakRssMb: number;
  readonly bareMb: number;
}

function runChild(args: readonly string[]): ChildFigures {
  const child = fileURLToPath(new URL('crl-lookup-child.ts', import.meta.url));
  const said = execFileSync(process.execPath, ['--import', 'tsx', child, ...args]);
  return JSON.parse(said.toString('utf8')) as ChildFigures;
}

/** OpenSSL reads the same file and prints nothing. @returns seconds */
function opensslSeconds(file: string): number {
  const start = performance.now();
  execFileSync('openssl', ['crl', '-inform', 'DER', '-in', file, '-noout']);
  return (performance.now() - start) / 1000;
}

/**
 * A signed CRL opened, verified and searched in a fresh process, against OpenSSL reading the same file: `ratio` is
 * its time to ours, up to the first answer.
 */
export function benchCrlLookup(entries: number): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), 'toroku-bench-'));
  try {
    console.error(`a CRL of ${entries} entries is written`);
    const { octets, spki } = syntheticCrl(entries);
    const [file, key] = [join(folder, 'crl.der'), join(folder, 'spki.der')];
    writeFileSync(file, octets);
    writeFileSync(key, spki);
    const figures = runChild([file, key, String(entries)]);
    if (!figures.isRight) throw new Error(`the CRL was not read right: ${JSON.stringify(figures)}`);
    return Promise.resolve(summary(figures, { entries, file, octets: octets.length }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function summary(
  figures: ChildFigures,
  { entries, file, octets }: { entries: number; file: string; octets: number },
): object {
  const { parseSeconds, verifySeconds, indexSeconds, lookupsPerSecond } = figures;
  const { peakRssMb, bareMb } = figures;
  const seconds = parseSeconds + verifySeconds + indexSeconds;
  const reference = opensslSeconds(file);
  return {
    bench: 'crl-lookup',
    entries,
    megaoctets: rounded(octets / 1e6, 1),
    seconds: rounded(seconds),
    parseSeconds: rounded(parseSeconds),
    verifySeconds: rounded(verifySeconds),
    indexSeconds: rounded(indexSeconds),
    lookupsPerSecond: rounded(lookupsPerSecond, 0),
    peakRssMb,
    bareMb,
    limitMb: LIMIT_MB,
    isWithinLimit: peakRssMb <= LIMIT_MB,
    opensslSeconds: rounded(reference),
    ratio: rounded(reference / seconds),
  };
}
