import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withThrowAwayInstance } from '../instance/throw-away.ts';
import type { Instance } from '../instance/options.ts';
import { prepareApplication, type PreparedApplication } from '../../simulator/application.ts';
import { PortalClient, PortalRefused } from '../../simulator/portal-client.ts';
import { SandboxClient } from '../../simulator/sandbox-client.ts';
import { PORTAL } from '../demonstration/documents.ts';
import { SIMULTANEOUS } from '../story/story-instance.ts';
import { countOutcomes, type Outcomes } from './count-outcomes.ts';
import { blows, chaosEnvironment, strike } from './killer.ts';

/** What a run ends with: `runs` applications, and what became of them. */
export interface KillResult extends Outcomes {
  readonly runs: number;
}

/** Applications under way at once. */
const LANES = 4;

const CASE_PATIENCE_MS = 180_000;
const RETRY_MS = 300;

/**
 * Applications are sent while each program is killed with SIGKILL in turn, at every numbered step and at
 * random, and started again. In the end every application must be issued, once, under an intent that was
 * in the book before.
 */
export function killWhileApplying(runs: number): Promise<KillResult> {
  const dir = mkdtempSync(join(tmpdir(), 'toroku-chaos-'));
  const env = {
    ISSUANCE_CAP_PER_HOUR: '100000',
    ...chaosEnvironment(dir),
  };
  return withThrowAwayInstance({ env, log: (line) => console.error(line) }, async (instance) => {
    const applied: string[] = [];
    const portal = new PortalClient(instance.addresses.portal, PORTAL.token);
    const sandbox = new SandboxClient(instance.addresses.simulator);
    let begun = 0;
    let isOver = false;
    const lane = async (): Promise<void> => {
      while (begun < runs) {
        begun += 1;
        applied.push(await applyUntilIssued(portal, sandbox));
        if (applied.length % 10 === 0) console.error(`${applied.length}/${runs} issued`);
      }
    };
    const killing = killInTurn(instance, dir, () => isOver);
    await Promise.all(Array.from({ length: LANES }, lane));
    isOver = true;
    const hits = await killing;
    console.error(`killed ${hits.length} times: ${tally(hits)}`);
    return { runs, ...(await countOutcomes(instance, applied)) };
  });
}

async function killInTurn(
  instance: Instance,
  dir: string,
  isOver: () => boolean,
): Promise<string[]> {
  const hits: string[] = [];
  while (!isOver()) {
    for (const blow of blows()) {
      if (isOver()) break;
      hits.push(await strike(instance, dir, blow));
    }
  }
  return hits;
}

const tally = (hits: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const hit of hits) counts.set(hit, (counts.get(hit) ?? 0) + 1);
  return [...counts].map(([hit, n]) => `${hit} ×${n}`).join(', ');
};

/** Repeats what fails because a program is down; a refusal for good is a failure of the run. */
async function persistently<T>(act: () => Promise<T>): Promise<T> {
  const until = Date.now() + CASE_PATIENCE_MS;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const isFinal = error instanceof PortalRefused && error.httpStatus < 500;
      if (isFinal || Date.now() > until) throw error;
      await sleep(RETRY_MS);
    }
  }
}

/** One application as a portal sends it: the same request again until it is answered. */
async function applyUntilIssued(portal: PortalClient, sandbox: SandboxClient): Promise<string> {
  const card = await persistently(() => sandbox.issueCard('ordinary'));
  const prepared: PreparedApplication = await persistently(() =>
    prepareApplication({ portal, card, service: SIMULTANEOUS }),
  );
  const { applicationId, submission } = prepared;
  await persistently(() => portal.submit(applicationId, submission));
  await persistently(async () => {
    const { state } = await portal.status(applicationId);
    if (state !== 'issued') throw new Error(`${applicationId} is ${state}`);
  });
  return applicationId;
}
