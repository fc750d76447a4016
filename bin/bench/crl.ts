import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { hostEnvironment } from '../config.ts';
import type { Instance } from '../instance/options.ts';
import { withThrowAwayInstance } from '../instance/throw-away.ts';
import { folderServer } from './folder-server.ts';
import { opensslSeconds } from './listed-revocations.ts';
import { rounded } from './measure.ts';

/** How long lists are. */
export interface CrlBench {
  readonly entries: number;
  /** Publications of one revocation, and of a burst, of which the middle one counts. */
  readonly rounds: number;
}

const GOALS = { ratio: 0.2, rssMb: 300, perRevocation: 1.5 } as const;

/** What a list costs. */
export interface CrlFigures {
  readonly entries: number;
  readonly megaoctets: number;
  /** Read from the register, signed, checked against it, published and read back. */
  readonly wholeSeconds: number;
  /** The same with the list before, from which nothing may be lost. */
  readonly dailySeconds: number;
  readonly microsecondsAnEntry: number;
  /** From a recorded revocation to the list that was read back with it. */
  readonly oneSeconds: number;
  /** Of a burst, a revocation. */
  readonly burstMsEach: number;
}

/** What the process that made them says. */
interface ChildFigures {
  /** Issuer key of the long list. */
  readonly large: string;
  readonly few: CrlFigures;
  readonly many: CrlFigures;
  readonly bareMb: number;
  readonly peakRssMb: number;
}

/**
 * A list of so many entries built, signed by the HSM, checked, published and read back over HTTP, against `openssl ca -gencrl`
 * on the same revocations; and what one revocation more costs, alone and in a burst, against a list of a hundredth. OCSP
 * answers have a bench of their own.
 */
export async function benchCrl(bench: CrlBench): Promise<object> {
  const env = { ISSUER_KEY_ALGORITHM: 'rsa2048' };
  return withThrowAwayInstance(
    { only: ['postgres', 'softhsm'], env, ceremony: true },
    async (instance) => {
      const database = new URL(instance.databaseUrl('postgres'));
      database.pathname = '/enclave';
      const figures = await runChild(instance, database.href, bench);
      return summary(figures, await reference(database.href, figures.large));
    },
  );
}

/** This process serves the files, as the repository is another one. */
async function runChild(
  instance: Instance,
  database: string,
  { entries, rounds }: CrlBench,
): Promise<ChildFigures> {
  const env = instance.environmentOf('enclave-worker');
  const server = await folderServer(env['REPOSITORY_DIR'] ?? '');
  try {
    const child = fileURLToPath(new URL('crl-child.ts', import.meta.url));
    const args = [database, server.url, String(entries), String(rounds)];
    const running = spawn(process.execPath, ['--import', 'tsx', child, ...args], {
      env: { ...hostEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = text(running.stdout);
    const [code] = (await once(running, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`the lists were not made: ${code}`);
    return JSON.parse(await said) as ChildFigures;
  } finally {
    server.close();
  }
}

async function reference(database: string, issuerKeyId: string): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'toroku-bench-'));
  const pool = new pg.Pool({ connectionString: database, max: 1 });
  try {
    console.error('openssl ca -gencrl');
    return await opensslSeconds(pool, issuerKeyId, dir);
  } finally {
    await pool.end();
    rmSync(dir, { recursive: true, force: true });
  }
}

function summary(figures: ChildFigures, openssl: number): object {
  const { few, many, bareMb, peakRssMb } = figures;
  const ratio = many.dailySeconds / openssl;
  const perRevocation = many.burstMsEach / few.burstMsEach;
  return {
    bench: 'crl',
    few,
    many,
    opensslSeconds: rounded(openssl),
    ratio: rounded(ratio, 3),
    peakRssMb,
    bareMb,
    perRevocationRatio: rounded(perRevocation),
    oneRevocationRatio: rounded(many.oneSeconds / few.oneSeconds),
    goals: GOALS,
    isWithinGoals: {
      ratio: ratio <= GOALS.ratio,
      rssMb: peakRssMb <= GOALS.rssMb,
      perRevocation: perRevocation <= GOALS.perRevocation,
    },
  };
}
