import { join } from 'node:path';
import { HsmToken } from '../../adapters/hsm/hsm-token.ts';
import { LetterStore } from '../../adapters/evidence-store/letter-store.ts';
import { TileStore } from '../../adapters/tile-store/tile-store.ts';
import { relyingPartyAt } from '../../adapters/webauthn/relying-party.ts';
import type { EvidenceStore } from '../../adapters/evidence-store/evidence-store.ts';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { openRoom, type OpenRoom } from '../../enclave/open-room.ts';
import { openSimulator, type Jlis } from '../../simulator/jlis.ts';
import { parseConfig, pointSoftHsmAt } from '../config.ts';
import { pinForCommand } from '../enclave-worker/activation/room-pin.ts';
import { evidenceThreadsOf } from '../enclave-worker/start-evidence-thread.ts';
import type { Instance } from '../instance/options.ts';
import { openEvidence, publishReader, readKey, withPassword } from '../parts.ts';
import { openEnclaveSecond } from '../second-medium.ts';

/** A room opened in this process, on the database and token of an instance. */
export interface BenchRoom extends OpenRoom {
  readonly token: HsmToken;
  readonly jlis: Jlis;
  /** The evidence store as the office has it, to put cases in. */
  readonly officeEvidence: EvidenceStore;
}

/** How a bench's room differs from one that runs. */
export interface BenchRoomOptions {
  readonly capPerHour?: number;
  /** Of the room and of J-LIS. */
  readonly clock?: () => Date;
  /** How long a signature waits for a token that is away, in milliseconds; as in a program, if not given. */
  readonly waitMs?: number;
  /** Told when somebody else has taken the pen; an error of the bench, if not given. */
  readonly onBroken?: (error: unknown) => void;
}

const rethrow = (error: unknown): never => {
  throw error;
};

/**
 * Opens the room of an instance that has PostgreSQL and SoftHSM but no enclave-worker, with a simulated
 * J-LIS in this process, both on the clock given. The ceremony must have been held.
 */
export async function openBenchRoom(
  instance: Instance,
  {
    capPerHour = 1_000_000,
    clock = () => new Date(),
    onBroken = rethrow,
    waitMs,
  }: BenchRoomOptions = {},
): Promise<BenchRoom> {
  const env = instance.environmentOf('enclave-worker');
  const office = instance.environmentOf('office-worker');
  const { config, problems } = parseConfig('enclave-worker', env);
  if (!config) throw new Error(problems.join(', '));
  pointSoftHsmAt(config.softhsm2Conf);
  const token = new HsmToken({
    modulePath: config.pkcs11Module,
    tokenLabel: config.hsmTokenLabel,
    pin: await pinForCommand(config),
    ...(waitMs === undefined ? {} : { waitMs }),
  });
  const officeKey = office['EVIDENCE_OFFICE_KEY_FILE'] ?? '';
  publishReader(config.evidenceDir, 'office', officeKey);
  const jlis = await openSimulator({
    dataDir: join(instance.dataDir, 'bench-simulator'),
    keyPoolSize: 4,
    clock,
  });
  const personKey = Buffer.alloc(32, 7);
  const opened = await openRoom({
    databaseUrl: withPassword(config.enclaveDatabaseUrl, config.enclaveDatabasePasswordFile),
    token,
    evidence: openEvidence(config.evidenceDir, 'enclave', config.evidenceEnclaveKeyFile),
    letters: new LetterStore(config.evidenceDir),
    anchors: jlis.anchors.map(readCertificate),
    book: {
      origin: config.enclaveBookOrigin,
      local: new TileStore(config.enclaveBookDir, { isDurable: false }),
      second: openEnclaveSecond(config),
      seed: readKey(config.enclaveBookKeyFile),
    },
    personKey,
    evidenceThreads: evidenceThreadsOf(config, personKey),
    relyingParty: relyingPartyAt(config.publicConsoleUrl),
    capPerHour,
    build: 'bench',
    now: clock,
    onBroken,
  });
  return {
    ...opened,
    token,
    jlis,
    officeEvidence: openEvidence(config.evidenceDir, 'office', officeKey),
    async close() {
      jlis.close();
      await opened.close();
      token.close();
    },
  };
}
