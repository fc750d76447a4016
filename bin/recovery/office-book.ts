import { createSecretKey } from 'node:crypto';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { TileStore } from '../../adapters/tile-store/tile-store.ts';
import { ruleSetFor } from '../../api/portal/governance/rule-set-for.ts';
import { ed25519Signer } from '../../books/note-signer.ts';
import { readVkey } from '../../books/note-verifier.ts';
import { createGovernance } from '../../db/application/governance-in-force.ts';
import { writeEntry } from '../../db/books/write-entry.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import { joinedEnvironment } from '../commands/joined-environment.ts';
import { readConfig } from '../config.ts';
import { openEvidence, readKey, withPassword } from '../parts.ts';
import { openOfficeSecond } from '../second-medium.ts';
import { recoverOffice } from './recover-office.ts';
import {
  APPLICATION_NAME,
  keptCheckpoints,
  type Checkpoints,
  type Recoverer,
  type Recovery,
} from './restored.ts';

/** Role under which the office-worker works. */
const WORKER_ROLE = 'toroku_office';

/** Recovers the office database as its owner: rows are rebuilt that no program may write. */
export async function recoverOfficeBook(
  by: Recoverer,
  checkpoints: Checkpoints,
): Promise<Recovery> {
  const config = readConfig('office-recovery', joinedEnvironment('office-recovery'));
  const actor = officerOf(by, config.mode);
  const origin = config.officeBookOrigin;
  const second = openOfficeSecond(config);
  const { vkey } = ed25519Signer(origin, readKey(config.officeBookKeyFile));
  const client = new pg.Client({
    connectionString: withPassword(config.officeDatabaseUrl, config.officeDatabasePasswordFile),
    application_name: APPLICATION_NAME,
  });
  await client.connect();
  const db = drizzle(client);
  const governance = createGovernance(db as unknown as OfficeDatabase);
  const served = await new TileStore(config.officeBookDir, { isDurable: false }).read('checkpoint');
  try {
    return await recoverOffice({
      client,
      role: WORKER_ROLE,
      origin,
      verifiers: [readVkey(vkey)],
      second,
      continues: [
        ...checkpoints,
        ...(await keptCheckpoints(second)),
        ...(served ? [served.toString('utf8')] : []),
      ],
      evidence: openEvidence(config.evidenceDir, 'office', config.evidenceOfficeKeyFile),
      evidenceDir: config.evidenceDir,
      misuseKey: createSecretKey(readKey(config.misuseKeyFile)),
      ruleSetAt: async (at) => ruleSetFor((await governance.inForce(at)).ruleSetId).id,
      record: async (_, { fromIndex = 0, toIndex = 0, tip = '' }) => {
        await writeEntry(db, {
          event: 'recovery.performed',
          items: ['4ヘ'],
          at: new Date().toISOString(),
          actor,
          data: { fromIndex, toIndex, tip },
        });
      },
    });
  } finally {
    await client.end();
  }
}

/** The person at the keyboard; in development nobody needs to say who it is. */
function officerOf({ id, role, terminal }: Recoverer, mode: string) {
  if (id === undefined && mode !== 'production') {
    return {
      kind: 'officer',
      id: 'officer-00',
      role: 'administrator',
      terminal: 'terminal-01',
    } as const;
  }
  if (id === undefined || role === undefined || terminal === undefined) {
    throw new Error('--officer ID --role ROLE --terminal ID: who recovers stands in the books');
  }
  return { kind: 'officer', id, role, terminal } as const;
}
