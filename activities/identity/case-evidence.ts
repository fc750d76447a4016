import { readCanonicalJson } from '../../books/canonical-json.ts';
import type { JpkiEvidence } from '../../adapters/jpki/extract-facts.ts';
import { readProofs } from '../../adapters/jpki/proof-evidence.ts';
import { readSignedText, type ApplicationText } from '../../domain/application/signed-text.ts';
import { DomainError } from '../../domain/errors.ts';
import type { CaseFile } from '../../db/decision/case-file.ts';
import { JLIS_CLOCK_SKEW_SECONDS } from './ask-jlis.ts';
import type { OfficeDependencies } from '../dependencies.ts';

/** The evidence of an edition, read: what facts are taken from, with the hashes of what was read. */
export interface CaseEvidence {
  readonly text: ApplicationText;
  readonly device: string | undefined;
  readonly appVersion: string | undefined;
  readonly jpki: JpkiEvidence;
  readonly hashes: {
    readonly signedText: string;
    readonly signatureContainer: string;
    readonly proofOfPossession: string;
    readonly jlisRequest?: string;
    readonly jlisAnswer?: string;
  };
  /** Every piece that a dossier of this edition names. */
  readonly all: readonly string[];
  readonly jlisReceivedAt: Date | undefined;
}

const KINDS = [
  'signedText',
  'signatureContainer',
  'proofOfPossession',
  'deviceEvidence',
  'contactRecord',
  'explanationRecord',
];

interface Device {
  readonly kind?: string;
  readonly appVersion?: string;
}

/** Reads the evidence of the present edition of a case. @throws DomainError `EvidenceMissing` */
export function readCaseEvidence(
  { evidence, anchors }: OfficeDependencies,
  { row, evidence: listed, editionReceivedAt, jlis: query }: CaseFile,
  now: Date,
): CaseEvidence {
  const objects = listed.filter(({ kind }) => KINDS.includes(kind));
  const answered = query?.answerSha256;
  const jlis = query && answered ? { request: query.requestSha256, answer: answered } : undefined;
  const all = [...objects.map((o) => o.sha256), ...(jlis ? [jlis.request, jlis.answer] : [])];
  const octets = evidence.get({ caseId: row.id, chainId: row.chainId }, all);

  const hashOf = (kind: string): string | undefined =>
    objects.find((object) => object.kind === kind)?.sha256;
  const octetsOf = (kind: string): Buffer => {
    const found = octets.get(hashOf(kind) ?? '');
    if (!found) throw new DomainError('EvidenceMissing', `${row.id} ${kind}`);
    return found;
  };
  const read = readSignedText(octetsOf('signedText'));
  if (!read.ok || read.text.kind !== 'application') {
    throw new DomainError('EvidenceMissing', `${row.id} signed text is no application`);
  }
  const device = hashOf('deviceEvidence')
    ? (readCanonicalJson(octetsOf('deviceEvidence')) as Device)
    : undefined;
  const jlisReceivedAt = query?.answeredAt;
  return {
    text: read.text,
    device: device?.kind,
    appVersion: device?.appVersion,
    jpki: {
      textOctets: octetsOf('signedText'),
      text: read.text,
      signatureContainer: octetsOf('signatureContainer'),
      proofs: hashOf('proofOfPossession') ? readProofs(octetsOf('proofOfPossession')) : [],
      receivedAt: editionReceivedAt,
      now,
      anchors,
      jlisAnswerMaxSkewSeconds: JLIS_CLOCK_SKEW_SECONDS,
      ...(jlis && jlisReceivedAt
        ? {
            jlis: {
              request: octets.get(jlis.request) as Buffer,
              answer: octets.get(jlis.answer) as Buffer,
              receivedAt: jlisReceivedAt,
            },
          }
        : {}),
    },
    hashes: {
      signedText: hashOf('signedText') ?? '',
      signatureContainer: hashOf('signatureContainer') ?? '',
      proofOfPossession: hashOf('proofOfPossession') ?? '',
      ...(jlis ? { jlisRequest: jlis.request, jlisAnswer: jlis.answer } : {}),
    },
    all,
    jlisReceivedAt,
  };
}
