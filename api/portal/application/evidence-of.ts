import { randomBytes } from 'node:crypto';
import type { EvidenceInput } from '../../../adapters/evidence-store/packs.ts';
import { proofsOctets } from '../../../adapters/jpki/proof-evidence.ts';
import { canonicalOctets, type CanonicalValue } from '../../../books/canonical-json.ts';
import type { EntryInputOf } from '../../../books/entry.ts';
import type { HandedOutText } from '../../../db/application/intake-lookups.ts';
import type { Renewal } from './renewal.ts';
import type { Submission } from './submission.ts';

/** Kinds of evidence that come with an application that is signed. */
export type IntakeEvidenceKind =
  | 'signedText'
  | 'signatureContainer'
  | 'jpkiCertificate'
  | 'ownCertificate'
  | 'anchorRecord'
  | 'proofOfPossession'
  | 'deviceEvidence'
  | 'contactRecord'
  | 'explanationRecord';

/** Kinds that the entry of the receipt names; the others follow from them, or have an entry of their own. */
export const NAMED_IN_ENTRY = [
  'signedText',
  'signatureContainer',
  'proofOfPossession',
  'deviceEvidence',
  'contactRecord',
  'anchorRecord',
] as const satisfies readonly IntakeEvidenceKind[];

/**
 * A record about a person as canonical JSON. The salt keeps its hash, which stands in the book for ever,
 * from telling what is in it.
 */
const recordOctets = (members: Readonly<Record<string, CanonicalValue>>): Buffer =>
  canonicalOctets({ v: 1, salt: randomBytes(16).toString('hex'), ...members });

/** Everything that is kept of a submission, all that is about a person under the key of its chain. */
export function evidenceOf(
  submission: Submission,
  handedOut: HandedOutText,
  renewal?: Pick<Renewal, 'anchorRecord'>,
): EvidenceInput<IntakeEvidenceKind>[] {
  const { body, container, containerOctets, textOctets, proofs } = submission;
  const objects: (readonly [IntakeEvidenceKind, Buffer | undefined])[] = [
    ['signedText', textOctets],
    ['signatureContainer', containerOctets],
    [renewal ? 'ownCertificate' : 'jpkiCertificate', container.certificate],
    ['proofOfPossession', proofs.length > 0 ? proofsOctets(proofs) : undefined],
    ['deviceEvidence', body.device && recordOctets({ ...body.device })],
    ['contactRecord', recordOctets({ ...body.contact })],
    ['explanationRecord', explanationRecord(handedOut)],
  ];
  const sealed = objects.flatMap(([kind, octets]) =>
    octets === undefined ? [] : [{ kind, ring: 'chain' as const, octets }],
  );
  // Ids and hashes: it names nobody.
  const anchor = renewal && ({ kind: 'anchorRecord', ring: 'none' } as const);
  return anchor ? [...sealed, { ...anchor, octets: renewal.anchorRecord }] : sealed;
}

type ExplanationShown = EntryInputOf<'explanation.shown'>['data'];

/** Which explanation was shown, when and how (規則6条1号), out of the entry written with the text. */
function explanationRecord({
  explanationEntry,
  applicationId,
  textSha256,
}: HandedOutText): Buffer | undefined {
  if (explanationEntry === null) return undefined;
  // Our own octets, checked when they were written.
  const { data } = JSON.parse(explanationEntry.toString('utf8')) as { data: ExplanationShown };
  return recordOctets({ ...data, application: applicationId, textSha256 });
}
