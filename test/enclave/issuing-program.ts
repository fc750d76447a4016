/**
 * Opens the room as the enclave-worker does and issues the orders named in its argument, all at once, as the build
 * and on the clock named in the next two. The tests kill it on the way: what is on disk then is what a crash leaves.
 */
import { randomUUID } from 'node:crypto';
import { HsmToken } from '../../adapters/hsm/hsm-token.ts';
import { LetterStore } from '../../adapters/evidence-store/letter-store.ts';
import { TileStore } from '../../adapters/tile-store/tile-store.ts';
import { relyingPartyAt } from '../../adapters/webauthn/relying-party.ts';
import { readConfig } from '../../bin/config.ts';
import { pinOfFile } from '../../bin/enclave-worker/activation/room-pin.ts';
import { openEvidence, readAnchors, readKey, withPassword } from '../../bin/parts.ts';
import { openEnclaveSecond } from '../../bin/second-medium.ts';
import type { OrderRequest } from '../../enclave/gate/instruction.ts';
import { openRoom } from '../../enclave/open-room.ts';

const [orders = '[]', build = 'test', aheadMs = '0'] = process.argv.slice(2);
const config = readConfig('enclave-worker');
const { issuer, close } = await openRoom({
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
  build,
  now: () => new Date(Date.now() + Number(aheadMs)),
  onBroken: () => process.exit(70),
});
const requests = JSON.parse(orders) as OrderRequest[];
const run = { workflow: 'certificate-lifecycle', runId: randomUUID(), build };
const outcomes = await Promise.all(requests.map((request) => issuer.issue(request, run)));
console.log(JSON.stringify(outcomes));
await close();
process.exit(0);
