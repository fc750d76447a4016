import { readJpkiAttributes } from '../../adapters/jpki/jpki-attributes.ts';
import { provenKey } from '../../adapters/jpki/proof-evidence.ts';
import type { X509Certificate } from '../../adapters/x509/certificate.ts';
import { MalformedDer } from '../../adapters/x509/der-reader.ts';
import { keyFingerprints } from '../../adapters/x509/key-fingerprints.ts';
import { keyDefect } from '../../adapters/x509/public-key.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import type { ApplicationText } from '../../domain/application/signed-text.ts';
import type { KeyDefect } from '../../domain/key-delivery/key-defects.ts';
import { nameKey } from '../../domain/identity/names.ts';
import type {
  InstructedOrder,
  IssuingInstruction,
} from '../../domain/issuance/issuing-instruction.ts';
import type { KeptRedemption } from '../book/code-store.ts';
import type { RoomEvidence } from '../room.ts';
import { GateRefusal, readable, require, type Refusal } from './gate-refusal.ts';
import {
  readInstruction,
  type CaseRequest,
  type InstructedCase,
  type OrderRequest,
} from './instruction.ts';
import { personOf, takeEvidenceFacts } from './room-facts.ts';
import type { EvidenceFacts, FactValues, RenewalEvidence } from './room-facts.ts';

/** What evidence is read with: the same for every order. */
export interface ReadingMeans {
  readonly evidence: Pick<RoomEvidence, 'get'>;
  /** Secret of the room's own person index. */
  readonly personKey: Buffer;
}

/** An order, or a case that a code is asked for, whose evidence is to be read, and the circumstances it is judged in. */
export interface ReadingTask {
  readonly request: CaseRequest | OrderRequest;
  /** What the room kept of redemptions of codes of the case. */
  readonly redemptions?: readonly KeptRedemption[];
  readonly now: Date;
  /** J-LIS CA certificates the room trusts. */
  readonly anchors: readonly X509Certificate[];
}

/**
 * What the evidence of an order says, judged by itself. Plain values, so that it may come from another
 * thread. What the room allows has no part in it.
 */
export interface EvidenceReading {
  readonly instruction: IssuingInstruction;
  /** The order that is asked for; none where a code is asked for. */
  readonly order?: InstructedOrder;
  readonly dossierSha256: string;
  readonly text: ApplicationText;
  readonly facts: FactValues;
  readonly isKeyReceived: boolean;
  /** Codes of what is wrong with keys that came. */
  readonly keyDefects: readonly KeyDefect[];
  /** The person of a case under the room's secret: equality is all that it shows. Empty of a renewal: the register says whose it is. */
  readonly person: string;
  /** Of a text that is signed with a certificate of ours. */
  readonly renewal?: RenewalEvidence;
  /** DER of the applicant's key, in Base64; or why none is bound to the order. */
  readonly key: { readonly spki: string } | { readonly refusal: Refusal };
  /** SHA-256 of the key that the order is to have, by the instruction or the redemption; empty if it has none. */
  readonly keySha256: string;
  /** Whom a letter with the code goes to, as the card's certificate has it, or the text of a renewal; only where a code is asked for. */
  readonly addressee?: { readonly name: string; readonly address: string };
  /** Names of that key, as lists of refused keys have them; none if none is bound. */
  readonly keyFingerprints: readonly string[];
  /** Octets of the assertions that the instruction rests on, by hash, in Base64. They are judged by registers. */
  readonly assertions: Readonly<Record<string, string>>;
}

/**
 * Reads the evidence of an order, believing nobody: everything by hash, the applicant's signature and
 * chain, the J-LIS answer with its age now, the facts extracted again and held against the office's, the
 * person, the binding of the key. Neither clock nor register is in it, so that any thread may do it.
 *
 * A key that is not bound is told, not thrown: a verdict of the rules goes before it.
 *
 * @throws GateRefusal
 */
export function readEvidence(means: ReadingMeans, task: ReadingTask): EvidenceReading {
  const instructed = readable('instructionMissing', 'unreadable', () =>
    readInstruction(means.evidence, task.request, task.redemptions),
  );
  const seen = readable('evidenceHash', 'unreadable', () => takeEvidenceFacts(instructed, task));
  const { instruction, order, dossierSha256 } = instructed;
  const key = keyOf(instructed, seen);
  return {
    instruction,
    ...(order ? { order } : { addressee: addresseeOf(seen) }),
    dossierSha256,
    text: seen.text,
    facts: seen.facts,
    isKeyReceived: seen.proofs.length > 0,
    keyDefects: seen.facts['keyParameters'] === 'acceptable' ? [] : defectsOf(seen),
    person: seen.renewal
      ? ''
      : readable('evidenceHash', 'certificate', () => personBehind(means, seen)),
    ...(seen.renewal ? { renewal: seen.renewal } : {}),
    key,
    keySha256: keyNamed(instructed) ?? '',
    keyFingerprints: 'spki' in key ? keyFingerprints(Buffer.from(key.spki, 'base64')) : [],
    assertions: Object.fromEntries(
      Object.entries(instructed.assertions).map(([hash, octets]) => [
        hash,
        octets.toString('base64'),
      ]),
    ),
  };
}

/** The person the card's certificate names. */
function personBehind(means: ReadingMeans, { container }: EvidenceFacts): string {
  const signer = container?.signer;
  require(signer, 'evidenceHash', 'certificate');
  const { commonName, dateOfBirth } = readJpkiAttributes(signer).values;
  return personOf(means, nameKey(commonName ?? ''), dateOfBirth ?? '');
}

/**
 * 送付先 署名用電子証明書に記載の住所: what the applicant signed, at the address that the card's certificate states. Of a
 * renewal it is the address in the text; whether that is the one that was checked the fact `letterAddress` says.
 */
function addresseeOf({
  container,
  text,
}: EvidenceFacts): NonNullable<EvidenceReading['addressee']> {
  if (text.identityRoute === 'ownCertificate')
    return { name: text.name, address: text.address ?? '' };
  const signer = container?.signer;
  const { address = '' } = signer ? readJpkiAttributes(signer).values : {};
  return { name: text.name, address };
}

/** Looked for only where the fact says that there are some: each key takes as long as two signatures. */
const defectsOf = ({ proofs }: EvidenceFacts): KeyDefect[] =>
  proofs.flatMap((proof) => {
    try {
      return keyDefect(provenKey(proof)) ?? [];
    } catch (error) {
      if (error instanceof MalformedDer) return 'keyEncoding';
      throw error;
    }
  });

function keyOf(instructed: InstructedCase, seen: EvidenceFacts): EvidenceReading['key'] {
  try {
    const spki = readable('keyNotBound', 'unreadable', () => boundKey(instructed, seen));
    return { spki: spki.toString('base64') };
  } catch (error) {
    if (!(error instanceof GateRefusal)) throw error;
    return { refusal: { check: error.check, detail: error.detail } };
  }
}

/** The key that an order is to have: by the instruction, or on the code route by the room's own record. */
const keyNamed = ({ order, redeemed }: InstructedCase): string | undefined =>
  order?.spkiSha256 ?? (order && redeemed?.kept.keys[order.order - 1]);

/** The applicant's key of the order: the one named in the signed octets or redeemed by the code, proven and instructed. */
function boundKey(instructed: InstructedCase, { text, proofs }: EvidenceFacts): Buffer {
  const { instruction, order, redeemed } = instructed;
  require(order, 'keyNotBound', 'no order');
  const isByCode = text.keys.delivery === 'code';
  require(!isByCode || redeemed, 'codeNotRedeemed');
  const proof = proofs.find((p) => p.order === order.order);
  require(proof, 'keyNotBound', 'no key');
  const named = text.keys.delivery === 'simultaneous' ? text.keys.spkiSha256 : redeemed?.kept.keys;
  const spki = provenKey(proof);
  const hash = sha256Hex(spki);
  // Of a key that comes by a code neither instruction nor dossier say anything.
  const instructedKey = isByCode ? undefined : hash;
  require(named?.[order.order - 1] === hash &&
    order.spkiSha256 === instructedKey, 'keyNotBound', 'other key');
  const asked = text.orders[order.order - 1];
  require(asked?.certificateType === order.certificateType, 'dossierDiffers', 'certificateType');
  require(asked.validityMonths === order.validityMonths, 'dossierDiffers', 'validityMonths');
  // What an approval is bound to is the dossier: its orders are these, too.
  const decided = instruction.dossier.orders.find((o) => o.order === order.id);
  require(decided?.certificateType === order.certificateType &&
    decided.validityMonths === order.validityMonths &&
    decided.spkiSha256 === order.spkiSha256, 'dossierDiffers', 'orders');
  return spki;
}
