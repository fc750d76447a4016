import { Authorities } from './authority.ts';
import { ANCHOR_IDS } from './authority-specs.ts';
import type { AuthorityId } from './authority-specs.ts';
import { Card } from './card.ts';
import { holdDataDirectory } from './data-directory.ts';
import { issueCard } from './issuing.ts';
import type { CardOptions } from './issuing.ts';
import { KeyPool, writePrivateFile } from './keys.ts';
import type { KeyKind } from './keys.ts';
import { OcspResponder } from './ocsp-responder.ts';
import type { Person } from './person.ts';
import type { PersonaName } from './personas.ts';
import { Registry } from './registry.ts';
import { revocationList } from './revocation-list.ts';
import type { CertificateState } from './registry.ts';
import type { StatusChange } from './status.ts';

/** How to open a simulator. */
export interface SimulatorOptions {
  /** Keys, cards and statuses live here and survive a restart. */
  readonly dataDir: string;
  /** Where relying parties look for the CA certificates to pin; one .cer file each is put there. */
  readonly anchorsDir?: string;
  /** RSA keys that cards share; more of them cost 80 ms each when first used. */
  readonly keyPoolSize?: number;
  /** Address in authorityInfoAccess; null leaves it out. The default leads nowhere. */
  readonly ocspUrl?: string | null;
  /** How long a silent responder keeps its caller waiting. */
  readonly silenceMs?: number;
  /** Kind of the responder's key; that of the real one is not public. */
  readonly responderKey?: KeyKind;
  readonly clock?: () => Date;
}

/** J-LIS and its cards in one process. */
export interface Jlis {
  /** CA certificates to pin, DER: every generation of the signature CA, oldest first. */
  readonly anchors: readonly Buffer[];
  /** The same as a PEM file. */
  readonly anchorsFile: string;
  /** DER certificate of one simulated CA. */
  authorityCertificate(id: AuthorityId): Promise<Buffer>;
  /** Issues a card to a persona (another person every time) or to this person. */
  issueCard(who: PersonaName | Person, options?: CardOptions): Promise<Card>;
  /** A card issued earlier, before a restart too. */
  card(serialNumber: string): Promise<Card | undefined>;
  /** What the responder answers for a certificate. @throws CertificateUnknown */
  setStatus(serialNumber: string, change: StatusChange): CertificateState;
  state(serialNumber: string): CertificateState | undefined;
  /** The OCSP response to a request. @throws ResponderSilent after the silence of a silent one. */
  answerOcsp(requestDer: Uint8Array, signal?: AbortSignal): Promise<Buffer>;
  /** The revocation list of one simulated CA as of now, DER. */
  revocationList(id: AuthorityId): Promise<Buffer>;
  /** Ends what still waits and frees the data directory; a second call does nothing. */
  close(): void;
}

/** PEM of certificates, one after the other. */
export const pemOf = (...certificates: readonly Buffer[]): string =>
  certificates
    .map((der) => {
      const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
      return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
    })
    .join('');

/** Nowhere (RFC 2606), so that no verifier which trusts the address in a certificate reaches out. */
const NOWHERE = 'http://ocsp.jlis-simulator.invalid/ocsp';

const SILENCE_MS = 120_000;

/**
 * Opens the simulator on a data directory, making its CAs there on the first call.
 *
 * @throws DataDirectoryInUse if another simulator has the directory
 */
export async function openSimulator(options: SimulatorOptions): Promise<Jlis> {
  const free = holdDataDirectory(options.dataDir);
  try {
    return await open(options, free);
  } catch (error) {
    free();
    throw error;
  }
}

async function open(options: SimulatorOptions, free: () => void): Promise<Jlis> {
  const { dataDir, clock = () => new Date() } = options;
  const authorities = new Authorities({
    directory: `${dataDir}/authorities`,
    responderKey: options.responderKey ?? 'rsa-2048',
  });
  await authorities.openKnown();
  const anchors = await Promise.all(ANCHOR_IDS.map((id) => authorities.get(id)));
  const certificates = anchors.map(({ certificate }) => certificate);
  const anchorsFile = `${dataDir}/anchors.pem`;
  await writePrivateFile(anchorsFile, pemOf(...certificates));
  const { anchorsDir } = options;
  if (anchorsDir !== undefined) {
    for (const { id, certificate } of anchors) {
      await writePrivateFile(`${anchorsDir}/jpki-${id}.cer`, certificate);
    }
  }

  const registry = new Registry(`${dataDir}/registry.jsonl`);
  const keys = new KeyPool(`${dataDir}/cards`, options.keyPoolSize ?? 8);
  const closing = new AbortController();
  const responder = new OcspResponder({
    authorities,
    registry,
    clock,
    silenceMs: options.silenceMs ?? SILENCE_MS,
    closing: closing.signal,
  });
  const ocspUrl = options.ocspUrl === undefined ? NOWHERE : options.ocspUrl;
  const issuing = { authorities, registry, keys, clock, ocspUrl };

  return {
    anchors: certificates,
    anchorsFile,
    authorityCertificate: async (id) => (await authorities.get(id)).certificate,
    issueCard: (who, cardOptions = {}) => issueCard(who, cardOptions, issuing),
    card: async (serialNumber) => {
      const record = registry.card(serialNumber);
      return record && new Card(record, await keys.key(record.keyIndex));
    },
    setStatus: (serialNumber, change) => registry.change(serialNumber, change),
    state: (serialNumber) => {
      const issuer = registry.card(serialNumber)?.issuer;
      return issuer && registry.state(issuer, serialNumber);
    },
    revocationList: async (id) =>
      revocationList({
        authority: await authorities.get(id),
        certificates: registry.statuses(id),
        thisUpdate: clock(),
      }),
    answerOcsp: (requestDer, signal) => responder.answer(requestDer, signal),
    close: () => {
      if (closing.signal.aborted) return;
      closing.abort();
      registry.close();
      free();
    },
  };
}
