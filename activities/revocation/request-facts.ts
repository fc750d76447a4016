import { judgeOcspAnswer } from '../../adapters/jlis/ocsp.ts';
import { judgeChain } from '../../adapters/jpki/jpki-chain.ts';
import { judgeContainer } from '../../adapters/jpki/judge-signature.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import {
  certificateBySha256,
  isSwitchOn,
  registeredCertificate,
  responsibleOnDuty,
  type RegisteredCertificate,
} from '../../db/revocation/certificate-register.ts';
import {
  appliedInputs,
  entriesOfRequest,
  observedByStaff,
  type RevocationRequest,
} from '../../db/revocation/request-file.ts';
import type { FactSet } from '../../domain/decision/vocabulary.ts';
import { CLOCK_SKEW_SECONDS } from '../../domain/identity/clock-skew.ts';
import type { CallbackContent } from '../../domain/revocation/request-inputs.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { matchByCard, matchByOwnCertificate } from './requester-match.ts';
import {
  cardOf,
  isSigned,
  readSignedRequest,
  type SignedRequestEvidence,
} from './signed-request.ts';

/** Fact `target`: what the register of certificates says of what a request names. */
export function targetOf(
  { certificateSha256 }: Pick<RevocationRequest, 'certificateSha256'>,
  known: RegisteredCertificate | undefined,
  now: Date,
): 'valid' | 'notFound' | 'fingerprintMismatch' | 'alreadyRevoked' | 'expired' {
  if (!known?.serialNumber || !known.notAfter) return 'notFound';
  const isOther = certificateSha256 !== null && certificateSha256 !== known.certificateSha256;
  if (isOther) return 'fingerprintMismatch';
  if (known.state === 'revoked') return 'alreadyRevoked';
  return known.notAfter < now ? 'expired' : 'valid';
}

/** A request with the certificate that it is about, as far as there is one. */
export interface RequestSubject {
  readonly row: RevocationRequest;
  readonly known: RegisteredCertificate | undefined;
  readonly now: Date;
}

/** Reads what a request is about. */
export const subjectOf = async (
  { db, now }: Pick<OfficeDependencies, 'db' | 'now'>,
  row: RevocationRequest,
): Promise<RequestSubject> => ({ row, known: await registeredCertificate(db, row), now: now() });

/**
 * Facts of a request, taken now (decisions on revocation; 規則6条10号, 15号イ). Each is there exactly when the vocabulary wants it,
 * so that the same request gives the same facts until something is added to it.
 */
export async function collectRequestFacts(
  deps: OfficeDependencies,
  subject: RequestSubject,
): Promise<FactSet> {
  const { row, known, now } = subject;
  const [isAutomatic, responsible, own] = await Promise.all([
    isSwitchOn(deps.db, 'automaticRevocation'),
    responsibleOnDuty(deps.db, now),
    isSigned(row) ? signedFacts(deps, subject) : staffFacts(deps, row),
  ]);
  return {
    channel: row.channel,
    target: targetOf(row, known, now),
    ...own,
    automaticRevocation: isAutomatic ? 'on' : 'off',
    responsiblePersonOnDuty: responsible !== undefined,
  };
}

/** A text that somebody signed through a portal: who, whether it holds, and what is known of the certificate that signed. */
async function signedFacts(
  deps: OfficeDependencies,
  { row, known, now }: RequestSubject,
): Promise<FactSet> {
  const signed = await readSignedRequest(deps, row);
  const textState = row.textState ?? 'notHandedOut';
  const byPerson =
    row.channel === 'portalJpki'
      ? await cardFacts(deps, row, { signed, known, now })
      : await ownFacts(deps, signed, { known, now });
  return { textState, ...byPerson };
}

interface Signing {
  readonly signed: SignedRequestEvidence;
  readonly known: RegisteredCertificate | undefined;
  readonly now: Date;
}

const holdsOver = ({ container, textOctets }: SignedRequestEvidence): boolean =>
  container !== undefined && judgeContainer(container, textOctets) === 'valid';

async function cardFacts(
  deps: OfficeDependencies,
  row: RevocationRequest,
  { signed, known, now }: Signing,
): Promise<FactSet> {
  const signer = signed.container?.signer;
  const isTrusted =
    signer !== undefined &&
    judgeChain({ certificate: signer, anchors: deps.anchors, at: row.requestedAt }) === 'trusted';
  return {
    // Without one of our certificates there is nobody to compare with; `target` forbids anyway.
    requesterMatch: known ? await matchByCard(deps, signer, known) : 'explainable',
    signature: isTrusted && holdsOver(signed) ? 'valid' : 'invalid',
    requestCertificateStatus:
      signer && signer.notAfter < now ? 'revoked' : await cardStatus(deps, row, signed),
  };
}

/** Fact `requestCertificateStatus` of a card: what J-LIS answered, judged again from the octets. */
async function cardStatus(
  { db, evidence, anchors }: OfficeDependencies,
  { id, chainId }: RevocationRequest,
  signed: SignedRequestEvidence,
): Promise<'good' | 'revoked' | 'notKnown'> {
  const [question, said] = await entriesOfRequest(db, id, ['jlis.asked', 'jlis.answered']).then(
    (entries) => [
      entries.findLast(({ event }) => event === 'jlis.asked'),
      entries.findLast(({ event }) => event === 'jlis.answered'),
    ],
  );
  const card = cardOf(signed, anchors);
  const [request, answer] = [question, said].map((entry) => entry?.evidence?.[0]?.sha256);
  if (!card || !said || request === undefined || answer === undefined) return 'notKnown';
  const octets = evidence.get({ caseId: id, chainId }, [request, answer]);
  const { jlisStatus } = judgeOcspAnswer({
    ...card,
    request: octets.get(request) ?? Buffer.alloc(0),
    answer: octets.get(answer) ?? Buffer.alloc(0),
    receivedAt: new Date(said.at),
    maxSkewSeconds: CLOCK_SKEW_SECONDS,
  });
  return jlisStatus === 'good' || jlisStatus === 'revoked' ? jlisStatus : 'notKnown';
}

/** Signed by a certificate of ours: the register is the answer. */
async function ownFacts(
  { db }: OfficeDependencies,
  signed: SignedRequestEvidence,
  { known, now }: Pick<Signing, 'known' | 'now'>,
): Promise<FactSet> {
  const octets = signed.container?.certificate;
  const signing = octets && (await certificateBySha256(db, sha256Hex(octets)));
  return {
    requesterMatch: known ? matchByOwnCertificate(signing, known) : 'explainable',
    signature: signing && holdsOver(signed) ? 'valid' : 'invalid',
    requestCertificateStatus: statusOfOwn(signing, now),
  };
}

function statusOfOwn(
  signing: RegisteredCertificate | undefined,
  now: Date,
): 'good' | 'revoked' | 'notKnown' {
  if (!signing?.notAfter) return 'notKnown';
  return signing.state === 'revoked' || signing.notAfter < now ? 'revoked' : 'good';
}

/** What staff saw of a paper, a notice or a ground; of a call, what calling back gave. */
async function staffFacts({ db }: OfficeDependencies, row: RevocationRequest): Promise<FactSet> {
  const { channel, identityMethod } = row;
  if (channel === 'telephone') return callFacts(await callsOf(db, row.id));
  if (channel === 'paperForm') {
    const seen = await observedByStaff(db, row.inputId);
    // What a recovery of the database could not bring back a person has to look at again.
    const requesterMatch = seen?.['requesterMatch'] ?? 'explainable';
    return { paperIntent: identityMethod, requesterMatch };
  }
  if (channel === 'thirdParty') return { standing: identityMethod };
  return channel === 'exOfficio' ? { untruth: identityMethod } : {};
}

const callsOf = async (db: OfficeDependencies['db'], id: string): Promise<CallbackContent[]> =>
  (await appliedInputs(db, id, 'revocationCallback')).map(
    ({ content }) => content as CallbackContent,
  );

/** The last call decides; before the first nobody was reached. */
function callFacts(calls: readonly CallbackContent[]): FactSet {
  const last = calls.at(-1);
  if (last?.result !== 'confirmed') return { callback: last?.result ?? 'notReached' };
  return { callback: 'confirmed', requesterMatch: last.requesterMatch ?? 'different' };
}
