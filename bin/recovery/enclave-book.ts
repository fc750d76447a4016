import { createHmac } from 'node:crypto';
import pg from 'pg';
import { HsmToken } from '../../adapters/hsm/hsm-token.ts';
import { TileStore } from '../../adapters/tile-store/tile-store.ts';
import { ecdsaNoteSigner, ed25519Signer } from '../../books/note-signer.ts';
import { readVkey } from '../../books/note-verifier.ts';
import { BOOK_KEY_LABEL } from '../../enclave/open-room.ts';
import { joinedEnvironment } from '../commands/joined-environment.ts';
import { pointSoftHsmAt, readConfig, type Config } from '../config.ts';
import { CUSTODIANS, ROOM_TERMINAL } from '../demonstration/documents.ts';
import { pinForCommand } from '../enclave-worker/activation/room-pin.ts';
import { openEvidence, readKey, withPassword } from '../parts.ts';
import { openEnclaveSecond } from '../second-medium.ts';
import { recoverRoom } from './recover-room.ts';
import {
  APPLICATION_NAME,
  keptCheckpoints,
  type Checkpoints,
  type Recoverer,
  type Recovery,
} from './restored.ts';

/** Role under which the enclave-worker works. */
const WORKER_ROLE = 'toroku_enclave';

/** Recovers the room's database, in the room: its HSM holds a key that every checkpoint has to bear. */
export async function recoverEnclaveBook(
  by: Recoverer,
  checkpoints: Checkpoints,
): Promise<Recovery> {
  const config = readConfig('enclave-worker', joinedEnvironment('enclave-worker'));
  const actor = custodianOf(by, config.mode);
  pointSoftHsmAt(config.softhsm2Conf);
  const token = new HsmToken({
    modulePath: config.pkcs11Module,
    tokenLabel: config.hsmTokenLabel,
    pin: await pinForCommand(config),
    sessions: 1,
  });
  const pool = new pg.Pool({
    connectionString: withPassword(config.enclaveDatabaseUrl, config.enclaveDatabasePasswordFile),
    application_name: APPLICATION_NAME,
    max: 2,
  });
  try {
    return await rollForward(config, {
      pool,
      actor,
      checkpoints,
      signers: signersOf(config, token),
    });
  } finally {
    await pool.end();
    token.close();
  }
}

type EnclaveConfig = Config<'enclave-worker'>;

interface Opened {
  readonly pool: pg.Pool;
  readonly signers: ReturnType<typeof signersOf>;
  readonly actor: ReturnType<typeof custodianOf>;
  readonly checkpoints: Checkpoints;
}

function signersOf(config: EnclaveConfig, token: HsmToken) {
  const key = token.findKey(BOOK_KEY_LABEL);
  const origin = config.enclaveBookOrigin;
  return [
    ecdsaNoteSigner(origin, key.spki, (octets) => key.sign(octets)),
    ed25519Signer(origin, readKey(config.enclaveBookKeyFile)),
  ];
}

async function rollForward(
  config: EnclaveConfig,
  { pool, actor, signers, checkpoints }: Opened,
): Promise<Recovery> {
  const second = openEnclaveSecond(config);
  const seed = readKey(config.enclaveBookKeyFile);
  const served = await new TileStore(config.enclaveBookDir, { isDurable: false }).read(
    'checkpoint',
  );
  const client = await pool.connect();
  try {
    return await recoverRoom({
      client,
      actor,
      role: WORKER_ROLE,
      origin: config.enclaveBookOrigin,
      verifiers: signers.map(({ vkey }) => readVkey(vkey)),
      second,
      continues: [
        ...checkpoints,
        ...(await keptCheckpoints(second)),
        ...(served ? [served.toString('utf8')] : []),
      ],
      evidence: openEvidence(config.evidenceDir, 'enclave', config.evidenceEnclaveKeyFile),
      evidenceDir: config.evidenceDir,
      personKey: createHmac('sha256', seed).update('toroku-person-key/1').digest(),
    });
  } finally {
    client.release();
  }
}

/** The person in the room; in development nobody needs to say who it is. */
function custodianOf({ id, role, terminal }: Recoverer, mode: string) {
  if (id === undefined && mode !== 'production') {
    return {
      kind: 'custodian',
      id: CUSTODIANS[0],
      role: 'custodian',
      terminal: ROOM_TERMINAL,
    } as const;
  }
  if (id === undefined || terminal === undefined) {
    throw new Error('--officer ID --terminal ID: the custodian who recovers stands in the books');
  }
  return { kind: 'custodian', id, role: role ?? 'custodian', terminal } as const;
}
