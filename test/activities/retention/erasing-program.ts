/**
 * Erases the chain of the act named in its argument, office and room one after the other as the workflow
 * has them. The tests kill it on the way: what is on disk then is what a crash leaves.
 */
import { createRetentionActivities } from '../../../activities/retention/erase-chain.ts';
import { HsmToken } from '../../../adapters/hsm/hsm-token.ts';
import { LetterStore } from '../../../adapters/evidence-store/letter-store.ts';
import { TileStore } from '../../../adapters/tile-store/tile-store.ts';
import { relyingPartyAt } from '../../../adapters/webauthn/relying-party.ts';
import { readConfig } from '../../../bin/config.ts';
import { pinOfFile } from '../../../bin/enclave-worker/activation/room-pin.ts';
import { openEvidence, readAnchors, readKey, withPassword } from '../../../bin/parts.ts';
import { openEnclaveSecond } from '../../../bin/second-medium.ts';
import { openOfficeDatabase } from '../../../db/office-database.ts';
import { openRoom } from '../../../enclave/open-room.ts';

const config = readConfig('enclave-worker');
const office = readConfig('office-worker');
const { eraseChain } = await openRoom({
  databaseUrl: withPassword(config.enclaveDatabaseUrl, config.enclaveDatabasePasswordFile),
  token: new HsmToken({
    modulePath: config.pkcs11Module,
    tokenLabel: config.hsmTokenLabel,
    pin: pinOfFile(config)?.pin ?? '',
  }),
  evidence: openEvidence(config.evidenceDir, 'enclave', config.evidenceEnclaveKeyFile),
  letters: new LetterStore(config.evidenceDir),
  anchors: readAnchors(config.jpkiAnchorsDir),
  book: {
    origin: config.enclaveBookOrigin,
    local: new TileStore(config.enclaveBookDir, { isDurable: false }),
    second: openEnclaveSecond(config),
    seed: readKey(config.enclaveBookKeyFile),
  },
  personKey: Buffer.alloc(32, 7),
  relyingParty: relyingPartyAt(config.publicConsoleUrl),
  capPerHour: 1_000_000,
  build: 'test',
  isTrial: config.mode === 'development',
  onBroken: () => process.exit(70),
});
const activities = createRetentionActivities({
  db: openOfficeDatabase(
    withPassword(office.officeDatabaseUrl, office.officeDatabasePasswordFile),
    2,
  ),
  evidence: openEvidence(office.evidenceDir, 'office', office.evidenceOfficeKeyFile),
  now: () => new Date(),
});

const act = process.argv[2] ?? '';
const room = await eraseChain(await activities.beginErasure(act));
if (room.outcome === 'erased') await activities.eraseInOffice(act);
console.log(JSON.stringify(room));
process.exit(0);
