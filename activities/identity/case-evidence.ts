import { readCanonicalJson } from '../../books/canonical-json.ts';
import type { JpkiEvidence } from '../../adapters/jpki/extract-facts.ts';
import { readProofs } from '../../adapters/jpki/proof-evidence.ts';
import {
  signedContentSha256,
  tryReadSignatureContainer,
} from '../../adapters/jpki/signature-container.ts';
import { readSignedText, type ApplicationText } from '../../domain/application/signed-text.ts';
import { DomainError } from '../../domain/errors.ts';
import { CLOCK_SKEW_SECONDS } from '../../domain/identity/clock-skew.ts';
import type { CaseFile } from '../../db/decision/case-file.ts';
import type { OfficeDependencies } from '../dependencies.ts';

/** What a dossier names of an edition: hashes, and the signed text. */
export interface ListedEvidence {
  readonly text: ApplicationText;
  readonly hashes: {
    readonly signedText: string;
    /** Of the octets that the signature covers. */
    readonly signedContent: string;
    readonly signatureContainer: string;
    readonly proofOfPossession: string;
    readonly jlisRequest?: string;
    readonly jlisAnswer?: string;
    readonly anchorRecord?: string;
  };
  /** Every piece that a dossier of this edition names. */
  readonly all: readonly string[];
  readonly jlisReceivedAt: Date | undefined;
}

/** The evidence of an edition, read: what facts are taken from. */
export interface CaseEvidence {
  readonly text: ApplicationText;
  readonly device: string | undefined;
  readonly appVersion: string | undefined;
  readonly jpki: JpkiEvidence;
}

const KINDS = [
  'signedText',
  'signatureContainer',
  'proofOfPossession',
  'deviceEvidence',
  'contactRecord',
  'explanationRecord',
  'anchorRecord',
];

interface Device {
  readonly kind?: string;
  readonly appVersion?: string;
}

/** Hash of the one piece of a kind in the evidence of the present edition. */
export const hashIn = ({ evidence }: CaseFile, kind: string): string | undefined =>
  evidence.find((object) => object.kind === kind)?.sha256;

function readText(octets: Buffer | undefined, caseId: string): ApplicationText {
  const read = octets && readSignedText(octets);
  if (!read?.ok || read.text.kind !== 'application') {
    throw new DomainError('EvidenceMissing', `${caseId} signed text is no application`);
  }
  return read.text;
}

/** A container that cannot be read covers nothing; its text is what remains to be named. */
function signedContentOf(container: Buffer | undefined, text: Buffer | undefined): string {
  const read = container && tryReadSignatureContainer(container);
  return signedContentSha256({ coveredOctets: read?.coveredOctets }, text ?? Buffer.alloc(0));
}

/** The text of the present edition as it was signed. @throws DomainError `EvidenceMissing` */
export function readCaseText({ evidence }: OfficeDependencies, file: CaseFile): ApplicationText {
  const { row } = file;
  const signedText = hashIn(file, 'signedText') ?? '';
  const octets = evidence.get({ caseId: row.id, chainId: row.chainId }, [signedText]);
  return readText(octets.get(signedText), row.id);
}

/**
 * Evidence of the present edition that a dossier names. What came with a redemption of the code is not among it: it comes after
 * the approval, and makes no other dossier.
 */
const isOfDossier = ({ row }: CaseFile, kind: string): boolean =>
  KINDS.includes(kind) && !(row.keyDelivery === 'code' && kind === 'proofOfPossession');

/** Lists the evidence of the present edition and reads its text. @throws DomainError `EvidenceMissing` */
export function readListedEvidence(
  { evidence }: OfficeDependencies,
  file: CaseFile,
): ListedEvidence {
  const { row, jlis } = file;
  const signedText = hashIn(file, 'signedText') ?? '';
  const container = hashIn(file, 'signatureContainer') ?? '';
  const octets = evidence.get({ caseId: row.id, chainId: row.chainId }, [signedText, container]);
  const answer = jlis?.answerSha256;
  const asked = jlis && answer ? { jlisRequest: jlis.requestSha256, jlisAnswer: answer } : {};
  const given = file.evidence.filter(({ kind }) => isOfDossier(file, kind)).map((o) => o.sha256);
  const isSimultaneous = row.keyDelivery === 'simultaneous';
  const anchorRecord = hashIn(file, 'anchorRecord');
  return {
    text: readText(octets.get(signedText), row.id),
    hashes: {
      signedText,
      signedContent: signedContentOf(octets.get(container), octets.get(signedText)),
      signatureContainer: container,
      proofOfPossession: isSimultaneous ? (hashIn(file, 'proofOfPossession') ?? '') : '',
      ...asked,
      ...(anchorRecord === undefined ? {} : { anchorRecord }),
    },
    all: [...given, ...Object.values(asked)],
    jlisReceivedAt: jlis?.answeredAt,
  };
}

/** What facts are read from; contact and explanation are counted and listed, not read. */
const READ_KINDS = ['signedText', 'signatureContainer', 'proofOfPossession', 'deviceEvidence'];

/** Reads the evidence of the present edition of a case. @throws DomainError `EvidenceMissing` */
export function readCaseEvidence(
  { evidence, anchors }: OfficeDependencies,
  file: CaseFile,
  now: Date,
): CaseEvidence {
  const { row, editionReceivedAt, jlis } = file;
  // On the code route the keys of an edition are those of its redemption, whatever else arrived.
  const { proofSha256, redemptionSha256 } =
    row.keyDelivery === 'simultaneous'
      ? { proofSha256: hashIn(file, 'proofOfPossession'), redemptionSha256: undefined }
      : (file.redemption ?? {});
  const hashOf = (kind: string): string | undefined =>
    kind === 'proofOfPossession' ? proofSha256 : hashIn(file, kind);
  const hashes = [...READ_KINDS.map(hashOf), redemptionSha256].filter((hash) => hash !== undefined);
  const asked = jlis?.answerSha256 ? [jlis.requestSha256, jlis.answerSha256] : [];
  const octets = evidence.get({ caseId: row.id, chainId: row.chainId }, [...hashes, ...asked]);
  const octetsOf = (kind: string): Buffer | undefined => octets.get(hashOf(kind) ?? '');
  const redemption = redemptionSha256 === undefined ? undefined : octets.get(redemptionSha256);
  const textOctets = octetsOf('signedText') ?? Buffer.alloc(0);
  const text = readText(textOctets, row.id);
  const proofs = octetsOf('proofOfPossession');
  const device = octetsOf('deviceEvidence');
  const { kind, appVersion } = device ? (readCanonicalJson(device) as Device) : {};
  const [request, answer] = asked.map((hash) => octets.get(hash));
  return {
    text,
    device: kind,
    appVersion,
    jpki: {
      textOctets,
      text,
      signatureContainer: octetsOf('signatureContainer') ?? Buffer.alloc(0),
      proofs: proofs ? readProofs(proofs) : [],
      ...(redemption
        ? { redemptionNonce: (readCanonicalJson(redemption) as { nonce: string }).nonce }
        : {}),
      receivedAt: editionReceivedAt,
      now,
      anchors,
      jlisAnswerMaxSkewSeconds: CLOCK_SKEW_SECONDS,
      ...(request && answer && jlis?.answeredAt
        ? { jlis: { request, answer, receivedAt: jlis.answeredAt } }
        : {}),
    },
  };
}
