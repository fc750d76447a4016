import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalOctets, type CanonicalValue } from '../../books/canonical-json.ts';
import { findRuleSet } from '../../domain/decision/rule-sets.ts';
import { ruleSetContent } from '../../domain/decision/rule-set.ts';
import { newEntryId } from '../../enclave/book/entry-id.ts';
import type { RoomEntry } from '../../enclave/book/room-book.ts';
import { acceptDocument } from '../../enclave/keys/accept-document.ts';
import { acceptOfficers } from '../../enclave/keys/accept-officers.ts';
import { holdKeyCeremony } from '../../enclave/keys/key-ceremony.ts';
import { keyIdentifierOf } from '../../enclave/issuance/certificate-profile.ts';
import { readCertificate } from '../../adapters/x509/certificate.ts';
import { readConfig, type Config } from '../config.ts';
import {
  ACCREDITATIONS,
  CUSTODIANS,
  EFFECTIVE_FROM,
  EXPLANATION,
  ISSUERS,
  ORGANIZATION,
  PROFILES_EFFECTIVE_FROM,
  profileOf,
  ROOM_OFFICERS,
  ROOM_TERMINAL,
} from '../demonstration/documents.ts';
import { publishReader } from '../parts.ts';
import { readOfficersFile } from './adopt-officers.ts';
import { holdPen, type HeldPen } from './hold-pen.ts';
import { dualControlProblemIn } from './two-custodians.ts';

type EnclaveConfig = Config<'enclave-worker'>;

/**
 * `toroku ceremony`: opens the enclave book, makes the issuing keys in the HSM with their CA certificates,
 * and accepts the demonstration's rule set, duties and profiles into the room. Run in the room, with the
 * enclave-worker's settings, while no enclave-worker runs. Safe to run again.
 */
export async function ceremony(): Promise<void> {
  const config = readConfig('enclave-worker');
  publishReader(config.evidenceDir, 'enclave', config.evidenceEnclaveKeyFile);
  await holdPen(config, async (held) => {
    await openLog(config, held);
    await acceptDocuments(config, held);
    await makeKeys(config, held);
  });
}

/** The first entry of the log names its keys. */
async function openLog(
  { enclaveBookOrigin: origin }: EnclaveConfig,
  { book, signers }: HeldPen,
): Promise<void> {
  if (book.size > 0) return;
  const opened = {
    id: newEntryId(),
    event: 'log.opened',
    items: ['4ハ'],
    at: new Date().toISOString(),
    actor: { kind: 'custodian', id: CUSTODIANS[0], role: 'custodian', terminal: ROOM_TERMINAL },
    data: { origin, keys: signers.map((signer) => signer.vkey), install: 'demonstration' },
  };
  await book.write({ entries: [opened as RoomEntry] });
}

async function acceptDocuments(config: EnclaveConfig, room: HeldPen): Promise<void> {
  const ruleSet = findRuleSet('2026-12');
  if (!ruleSet) throw new Error('rule set 2026-12 is not in this build');
  const by = { custodian: CUSTODIANS[0], terminal: ROOM_TERMINAL };
  const accept = (
    documentType: Parameters<typeof acceptDocument>[1]['documentType'],
    content: object,
    effectiveFrom = EFFECTIVE_FROM,
  ) =>
    acceptDocument(room, {
      ...by,
      effectiveFrom,
      documentType,
      content: canonicalOctets(content as CanonicalValue),
    });
  await accept('ruleSet', ruleSetContent(ruleSet) as object);
  await accept('accreditations', ACCREDITATIONS);
  await acceptRoomOfficers(config, room);
  await accept('explanation', { version: EXPLANATION.version, sha256: EXPLANATION.sha256 });
  for (const { id } of ACCREDITATIONS.services) {
    const profiles = profileOf(id, config.publicRepositoryUrl);
    await accept('profile', profiles, PROFILES_EFFECTIVE_FROM);
  }
}

/** The officers of the file that the settings name; else the demonstration's, who have no passkeys and decide nothing. */
async function acceptRoomOfficers(
  { officersFile, mode }: EnclaveConfig,
  room: HeldPen,
): Promise<void> {
  const problem = officersFile && dualControlProblemIn(mode);
  if (problem) throw new Error(problem);
  const content = officersFile
    ? readOfficersFile(officersFile)
    : canonicalOctets(ROOM_OFFICERS as unknown as CanonicalValue);
  const by = { custodians: CUSTODIANS, terminal: ROOM_TERMINAL };
  const { rows } = await room.pool.query(
    "select 1 from accepted_documents where document_type = 'officers' limit 1",
  );
  // A ceremony that is held again takes nobody's place who was accepted since.
  if (rows.length > 0) return;
  await acceptOfficers(room, { ...by, content }, new Date());
}

async function makeKeys(config: EnclaveConfig, room: HeldPen): Promise<void> {
  const folder = join(config.repositoryDir, 'issuers');
  mkdirSync(folder, { recursive: true });
  for (const { service, hsmLabel, commonName } of ISSUERS) {
    const certificate = await holdKeyCeremony(
      { ...room, now: () => new Date() },
      {
        hsmLabel,
        algorithm: config.issuerKeyAlgorithm,
        organization: ORGANIZATION,
        commonName,
        services: [service],
        custodians: CUSTODIANS,
        terminal: ROOM_TERMINAL,
      },
    );
    const keyId = keyIdentifierOf(readCertificate(certificate).spki).toString('hex');
    writeFileSync(join(folder, `${keyId}.cer`), certificate);
    console.log(`${commonName}: ${keyId}`);
  }
}
