import { canonicalOctets, sha256Hex, type CanonicalValue } from '../../../books/canonical-json.ts';
import { recordPath } from '../../../domain/governance/ceremony-record-path.ts';
import { TileStore } from '../../../adapters/tile-store/tile-store.ts';
import type { Config } from '../../config.ts';
import { openEnclaveSecond } from '../../second-medium.ts';
import { BOOK_KEY_LABEL } from '../../../enclave/open-room.ts';
import type { HeldPen } from '../hold-pen.ts';
import type { ProtocolStep } from './protocol.ts';
import { scriptHash, type CeremonyScript } from './script.ts';

/** What is known of a ceremony while it is held. */
export interface HeldCeremony {
  readonly script: CeremonyScript;
  readonly act: string;
  readonly build: string;
  readonly module: { readonly id: string; readonly certificate: string };
  readonly keys: readonly { readonly hsmLabel: string; readonly issuerKeyId: string }[];
  readonly certificates: readonly { readonly issuerKeyId: string; readonly sha256: string }[];
  readonly steps: readonly ProtocolStep[];
}

/** A record as entries name it. */
export interface KeptRecord {
  readonly sha256: string;
  readonly size: number;
}

function octetsOf({ script, ...held }: HeldCeremony): Buffer {
  const { ceremony, terminal, responsiblePerson, witnesses, present, custodians } = script;
  const record = {
    v: 1,
    ceremony,
    scriptSha256: scriptHash(script),
    terminal,
    responsiblePerson,
    witnesses,
    present,
    shares: custodians.map(({ id }) => id),
    modules: script.modules,
    ...held,
  };
  return canonicalOctets(record as unknown as CanonicalValue);
}

/**
 * Writes the record of a ceremony beside both copies of the room's log, under its hash, with the signature of the room's
 * book key over its octets (ECDSA with SHA-256, DER). A crash leaves a record that no entry names.
 */
export async function keepRecord(
  config: Config<'enclave-worker'>,
  { token }: HeldPen,
  held: HeldCeremony,
): Promise<KeptRecord> {
  const octets = octetsOf(held);
  const sha256 = sha256Hex(octets);
  const path = recordPath(sha256);
  const signature = await token.findKey(BOOK_KEY_LABEL).sign(octets);
  const files = [
    { path: `${path}.json`, octets },
    { path: `${path}.sig`, octets: signature },
  ];
  await openEnclaveSecond(config).write(files);
  await new TileStore(config.enclaveBookDir, { isDurable: false }).write(files);
  return { sha256, size: octets.length };
}
