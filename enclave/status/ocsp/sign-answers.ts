import { hash } from 'node:crypto';
import { Frontier, leafHash } from '../../../books/merkle.ts';
import { newEntryId } from '../../book/entry-id.ts';
import { statusOf, type CertificateStatus } from '../../revocation/status-of.ts';
import { answerTimes, archiveCutoffOf, assertAnswerTimes } from './answer-policy.ts';
import type { AnswerRoom } from './answer-room.ts';
import {
  answerWriter,
  responseDataWriter,
  type AnsweredSerial,
  type AnswerFrame,
  type AnswerWriter,
} from './answer-writer.ts';
import { checkAnswer } from './check-answer.ts';
import { answeredIssuer, responderOf, type AnsweredIssuer, type Responder } from './responder.ts';

/** An answer with what it says. */
export interface SignedAnswer {
  readonly answer: AnsweredSerial;
  readonly octets: Buffer;
}

/** Answers that were signed together. */
export interface SignedBatch {
  readonly batch: string;
  readonly issuer: AnsweredIssuer;
  readonly responder: Responder;
  readonly frame: AnswerFrame;
  readonly answers: readonly SignedAnswer[];
  /** Root of the tree whose leaves are the answers in this order, hex (RFC 6962 §2.1). */
  readonly root: string;
  readonly leaves: Buffer;
}

/** Signatures under way at once: checkpoints of the book go through the same lane, and wait behind these at most. */
const AT_ONCE = 4;

/** Signatures after which others get their turn: a quick key answers on this thread, and would never let go of it. */
const BREATH = 16;

/** In a batch up to so many each answer is read back before anybody sees it; in a larger one, each so-manieth. */
const CHECKED = 64;

function answeredAs(
  serialNumber: string,
  status: CertificateStatus,
  thisUpdate: Date,
): AnsweredSerial | undefined {
  if (status.status === 'neverIssued') return undefined;
  const archiveCutoff = archiveCutoffOf(status.notAfter, thisUpdate);
  const answer = { serialNumber, archiveCutoff };
  if (status.status === 'good') return answer;
  const revoked =
    status.status === 'held'
      ? { at: status.suspendedAt, reasonCode: 'certificateHold' as const }
      : { at: status.revocationDate, reasonCode: status.reasonCode };
  return { ...answer, revoked };
}

/**
 * What there is to say of serial numbers: nothing of one that has no certificate, and nothing good in the name of a key that
 * somebody else may have.
 */
async function answersFor(
  room: AnswerRoom,
  { issuerKeyId, state }: AnsweredIssuer,
  of: { readonly serials: readonly string[]; readonly thisUpdate: Date },
): Promise<AnsweredSerial[]> {
  const statuses = await statusOf(room.pool, issuerKeyId, of.serials);
  return [...statuses].flatMap(([serialNumber, status]) => {
    const answer = answeredAs(serialNumber, status, of.thisUpdate);
    const isSayable = answer && (answer.revoked !== undefined || state !== 'compromised');
    return isSayable ? [answer] : [];
  });
}

/** The parts of signing that do not change within a batch. */
interface Signing {
  readonly responder: Responder;
  readonly write: AnswerWriter;
  readonly dataOf: (answer: AnsweredSerial) => Buffer;
}

async function signOne({ responder, write, dataOf }: Signing, answer: AnsweredSerial) {
  const data = dataOf(answer);
  return { answer, octets: write(data, await responder.sign(data)) };
}

async function signAll(
  signing: Signing,
  answers: readonly AnsweredSerial[],
): Promise<SignedAnswer[]> {
  const signed: SignedAnswer[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let n = next++; n < answers.length; n = next++) {
      const answer = answers[n];
      if (answer) signed[n] = await signOne(signing, answer);
      if (n % BREATH === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return signed;
}

/** A module that signs wrong does so for each; so a large batch is read back in part (measured: docs/decisions/0065). */
function checkSome(frame: AnswerFrame, signed: readonly SignedAnswer[]): void {
  const every = Math.ceil(signed.length / CHECKED);
  for (const [n, { answer, octets }] of signed.entries()) {
    if (n % every === 0 || n === signed.length - 1) checkAnswer(octets, { ...frame, answer });
  }
}

const SERIAL_OCTETS = 20;
const HASH_OCTETS = 32;

/**
 * What a batch is proven by: of each answer its serial number (20 octets) and leaf hash (32), in order. The answers themselves
 * would be half a gigaoctet a day and say nothing that the book does not; whoever has one proves by this that it was ours.
 */
function treeOf(signed: readonly SignedAnswer[]): { root: string; leaves: Buffer } {
  const tree = new Frontier();
  const leaves = Buffer.alloc(signed.length * (SERIAL_OCTETS + HASH_OCTETS));
  for (const [n, { answer, octets }] of signed.entries()) {
    const leaf = leafHash(octets);
    tree.append(leaf);
    const at = n * (SERIAL_OCTETS + HASH_OCTETS);
    leaves.write(answer.serialNumber, at, 'hex');
    leaf.copy(leaves, at + SERIAL_OCTETS);
  }
  return { root: tree.root().toString('hex'), leaves };
}

/**
 * Reads the status of serial numbers and signs their answers; only in the turn of signing.
 *
 * @returns undefined if there is nothing to say of any of them.
 * @throws DomainError `StatusDiverged` for an answer that does not read as it should, or times outside the policy;
 * `HsmUnavailable`; and what {@link responderOf} does.
 */
export async function signAnswers(
  room: AnswerRoom,
  order: { readonly issuerKeyId: string; readonly serials: readonly string[] },
): Promise<SignedBatch | undefined> {
  const issuer = await answeredIssuer(room, order.issuerKeyId);
  const responder = await responderOf(room, issuer);
  const { certificate } = responder;
  const times = answerTimes(room.now(), certificate.notAfter);
  const serials = [...new Set(order.serials)].toSorted();
  const answers = await answersFor(room, issuer, { serials, thisUpdate: times.thisUpdate });
  if (answers.length === 0) return undefined;
  const frame: AnswerFrame = { ...times, issuer: issuer.certificate, responder: certificate };
  const write = answerWriter(certificate, responder.signatureAlgorithm);
  const dataOf = responseDataWriter(frame);
  const signed = await signAll({ responder, write, dataOf }, answers);
  assertAnswerTimes(times, { now: room.now(), responderEnds: certificate.notAfter });
  checkSome(frame, signed);
  return { batch: newEntryId(), issuer, responder, frame, answers: signed, ...treeOf(signed) };
}

/** SHA-256 of the leaves, by which the entry of a batch names them. */
export const leavesSha256 = ({ leaves }: SignedBatch): string => hash('sha256', leaves);
