import { randomBytes } from 'node:crypto';
import { seal } from '../../adapters/evidence-store/chain-keys.ts';
import { findIssuer } from '../../adapters/jpki/jpki-chain.ts';
import { tryReadSignatureContainer } from '../../adapters/jpki/signature-container.ts';
import { buildOcspRequest, judgeOcspAnswer, NO_ANSWER } from '../../adapters/jlis/ocsp.ts';
import { withRevocationList } from '../../adapters/jlis/revocation-list.ts';
import { step } from '../../adapters/telemetry/steps.ts';
import type { X509Certificate } from '../../adapters/x509/certificate.ts';
import { sha256Hex } from '../../books/canonical-json.ts';
import { commit, drawR, openingOctets } from '../../books/commitment.ts';
import type { CaseFile } from '../../db/decision/case-file.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import { governanceRegister, type GovernanceRegister } from '../../db/governance/register.ts';
import { uuidV7 } from '../../db/uuid.ts';
import { CLOCK_SKEW_SECONDS } from '../../domain/identity/clock-skew.ts';
import { actOnCase, asksJlis } from '../application/act-on-case.ts';
import type { JlisTurn } from '../contract.ts';
import { OFFICE_WORKER, type JlisReply, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { leaveToAsk, type LeaveToAsk } from './leave-to-ask.ts';
import type { NamedList } from './revocation-lists.ts';

/** What a question is for, and the item of 12条 that its entries belong to. */
const OF_APPLICATION = { purpose: 'signatureVerification', items: ['1ハ'] } as const;

/** A question about whoever signed. */
export interface Question {
  readonly id: string;
  readonly attempt: number;
  readonly certificate: X509Certificate;
  readonly issuer: X509Certificate;
  readonly request: Buffer;
}

/**
 * Asks J-LIS once for the status of the certificate that signed (JPKI法18条1項, 19条1項): when it has
 * service, the agreement is in force, and it is the case's turn. Otherwise nothing is asked.
 *
 * The question is in the book before it is sent; the answer is kept byte for byte before it is judged.
 * No answer is recorded as `none`: it never approves, and the workflow asks again. Safe to run again: an
 * answer that is there is not asked for twice. A crash between question and answer leaves a question
 * without an answer, and a new one is asked.
 */
export async function askJlisOnce(
  deps: OfficeDependencies,
  applicationId: string,
  turnAt?: number,
): Promise<JlisTurn | undefined> {
  let question: Question | undefined;
  let leave = { kind: 'none' } as LeaveToAsk;
  await actOnCase(deps, applicationId, async (file, now) => {
    question = questionAbout(deps, file, now);
    if (!question) return undefined;
    if (leave.kind !== 'now') leave = await leaveToAsk(deps, file.row.service, { now, turnAt });
    return leave.kind === 'now' ? asked(deps, file.row, { question, now }) : undefined;
  });
  if (leave.kind === 'turn') return leave.turn;
  if (!question || leave.kind === 'none') return undefined;
  await askAndKeep(deps, applicationId, question);
  return undefined;
}

async function askAndKeep(
  deps: OfficeDependencies,
  applicationId: string,
  question: Question,
): Promise<void> {
  step('case.2-jlis-asked');
  const known = await replyTo(deps, question);
  await actOnCase(deps, applicationId, (file) => answered(deps, file.row, known));
  step('case.3-jlis-answered');
}

/** Sends the question, and looks for the list that its status is looked up in as well. */
export async function replyTo(deps: OfficeDependencies, question: Question): Promise<Replied> {
  const reply = await deps.askJlis(question.request);
  const receivedAt = deps.now();
  return { ...question, reply, receivedAt, list: await listFor(deps, question, receivedAt) };
}

type Asked = Pick<Question, 'certificate' | 'issuer'>;

/** What J-LIS can be asked about: the certificate that signed, if one of its CAs issued it. */
function signerOf(
  { evidence, anchors }: Pick<OfficeDependencies, 'evidence' | 'anchors'>,
  { row, evidence: listed }: CaseFile,
): Asked | undefined {
  const hash = listed.find(({ kind }) => kind === 'signatureContainer')?.sha256;
  if (hash === undefined) return undefined;
  const container = evidence.get({ caseId: row.id, chainId: row.chainId }, [hash]).get(hash);
  // An unreadable container is a fact of its own; there is nothing to ask J-LIS.
  const certificate = container && tryReadSignatureContainer(container)?.signer;
  const issuer = certificate && findIssuer(certificate, anchors);
  return issuer && { certificate, issuer };
}

/** The question to ask: if one is needed, and if J-LIS can be asked about the certificate at all. */
function questionAbout(deps: OfficeDependencies, file: CaseFile, now: Date): Question | undefined {
  const { row, jlis } = file;
  const signer = asksJlis(file, row, now) ? signerOf(deps, file) : undefined;
  if (!signer) return undefined;
  const request = buildOcspRequest({ ...signer, nonce: randomBytes(32) });
  return { id: uuidV7(), attempt: (jlis?.attempt ?? 0) + 1, ...signer, request };
}

/**
 * Whether a case has a question that J-LIS could answer now, and no answer that an evaluation has not seen: its answer
 * was lost, or its question was not let through a moment ago.
 */
export function isQuestionOpen(
  deps: OfficeDependencies,
  file: CaseFile,
  { register, now }: { readonly register: GovernanceRegister; readonly now: Date },
): boolean {
  if (!asksJlis(file, file.row, now) || !signerOf(deps, file)) return false;
  return register.service(file.row.service, now)?.jlisAgreement === 'inForce';
}

/** `jlis.asked`, with the serial number of the card's certificate as a commitment. */
export async function asked(
  { evidence, build }: OfficeDependencies,
  row: AskedFor,
  { question, now }: { readonly question: Question; readonly now: Date },
): Promise<CaseAct> {
  const { purpose, items } = row.asks ?? OF_APPLICATION;
  const { id, attempt, certificate, request } = question;
  const kept = await evidence.put({ caseId: row.id, chainId: row.chainId }, [
    { kind: 'jlisRequest', ring: 'jlis', octets: request },
  ]);
  const committed = { kind: 'jpkiSerial', r: drawR(), value: certificate.serialNumber } as const;
  const [entryId, field] = [uuidV7(), 'data.certificateCommitment'];
  const opening = openingOctets({ ...committed, entry: entryId, field });
  const sealed = seal(evidence.chainKeys(row.chainId).jlis, opening);
  const requestSha256 = sha256Hex(request);
  return {
    evidence: kept,
    jlisAsked: [
      {
        id,
        case_id: row.asks?.caseId ?? row.id,
        edition: row.edition,
        attempt,
        purpose,
        method: 'ocsp',
        asked_at: now,
        request_sha256: requestSha256,
      },
    ],
    entries: [
      {
        entry: {
          id: entryId,
          event: 'jlis.asked',
          items,
          at: now.toISOString(),
          actor: OFFICE_WORKER,
          evidence: kept,
          data: {
            purpose,
            method: 'ocsp',
            requestSha256,
            certificateCommitment: commit(committed),
            attempt,
          },
          ...runOf(build),
        },
        openings: [{ field, kind: 'jpkiSerial', keyId: row.chainId, sealed }],
      },
    ],
  };
}

/** What the question and its evidence belong to: a case, or a request for revocation about the certificate of one. */
export interface AskedFor {
  readonly id: string;
  readonly chainId: string;
  readonly edition: number;
  readonly asks?: {
    /** Application that the question is counted with. */
    readonly caseId: string;
    readonly purpose: string;
    readonly items: readonly ['2イ'];
  };
}

/** A question with what came back. */
export type Replied = Question & {
  readonly reply: JlisReply;
  readonly receivedAt: Date;
  /** The list to look the status up in as well. */
  readonly list: NamedList | undefined;
};

/** The list of the issuer, where the agreement gives lists and one is in force. */
async function listFor(
  { db, lists }: OfficeDependencies,
  { certificate, issuer }: Question,
  at: Date,
): Promise<NamedList | undefined> {
  if (!lists) return undefined;
  const { revocationLists } = (await governanceRegister(db)).jlisService(at);
  return revocationLists ? lists.newestFor(certificate, issuer, at) : undefined;
}

const answerIn = (reply: JlisReply): Buffer | undefined =>
  'answer' in reply ? reply.answer : undefined;

/** What the answer says by itself, and together with the list. */
export function judged({ reply, receivedAt, list, ...question }: Replied) {
  const maxSkewSeconds = CLOCK_SKEW_SECONDS;
  const answer = answerIn(reply);
  const byOcsp = answer
    ? judgeOcspAnswer({ ...question, answer, receivedAt, maxSkewSeconds })
    : NO_ANSWER;
  const { serialNumber } = question.certificate;
  const about = { serialNumber, at: receivedAt, maxSkewSeconds };
  const facts = withRevocationList(byOcsp, list?.list, about);
  const isListed = facts.jlisMethod === 'crl' || facts.jlisMethod === 'both';
  return { byOcsp, facts, listSha256: isListed ? list?.sha256 : undefined };
}

/**
 * What came back: `jlis.answered` with the octets and the list looked in, or a question that stays without an answer.
 * The row keeps what the answer says by itself: with a list alone J-LIS is asked again.
 */
export async function answered(
  { evidence, build }: OfficeDependencies,
  row: AskedFor,
  replied: Replied,
): Promise<CaseAct> {
  const { purpose, items } = row.asks ?? OF_APPLICATION;
  const { id, attempt, request, reply, receivedAt } = replied;
  const { byOcsp, facts, listSha256 } = judged(replied);
  const result = { id, answered_at: receivedAt, result: byOcsp.jlisAnswer };
  const listed = listSha256 ? { list_sha256: listSha256 } : {};
  const answer = answerIn(reply);
  const unanswered = 'none' in reply ? { no_answer_reason: reply.none } : {};
  if (!answer && !listSha256) return { jlisAnswered: [{ ...result, ...unanswered }] };
  const kept = answer
    ? await evidence.put({ caseId: row.id, chainId: row.chainId }, [
        { kind: 'jlisAnswer', ring: 'jlis', octets: answer },
      ])
    : [];
  const { jlisAnswer, jlisMethod, thisUpdate, producedAt } = facts;
  const answerSha256 = answer ? { answer_sha256: sha256Hex(answer) } : {};
  return {
    evidence: kept,
    jlisAnswered: [{ ...result, ...unanswered, ...listed, ...answerSha256 }],
    entries: [
      {
        entry: {
          event: 'jlis.answered',
          items,
          at: receivedAt.toISOString(),
          actor: { kind: 'jlis', id: 'jlis' },
          evidence: kept,
          data: {
            purpose,
            method: jlisMethod,
            requestSha256: sha256Hex(request),
            result: jlisAnswer,
            ...(thisUpdate ? { thisUpdate: thisUpdate.toISOString() } : {}),
            ...(producedAt ? { producedAt: producedAt.toISOString() } : {}),
            ...(listSha256 ? { listSha256 } : {}),
            attempt,
          },
          ...runOf(build),
        },
      },
    ],
  };
}
