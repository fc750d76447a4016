import type { NewEntry } from '../../db/books/write-entry.ts';
import type { CaseFile } from '../../db/decision/case-file.ts';
import type { ActEntry, CaseAct } from '../../db/decision/commit-case.ts';
import { findInput, findOfficer } from '../../db/decision/staff-input.ts';
import {
  certificatesOf,
  courseRow,
  type StoredCertificate,
} from '../../db/issuance/certificates.ts';
import { afterReceipt, type CertificateCourse } from '../../domain/issuance/certificate-course.ts';
import { readReceiptContent, type ReceiptContent } from '../../domain/issuance/receipt-content.ts';
import { actOnCase } from '../application/act-on-case.ts';
import type { Situation } from '../contract.ts';
import { OFFICE_WORKER, type OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { certificateNotice } from './certificate-notices.ts';
import { replacedCertificates } from './replaced-certificates.ts';

/** A receipt that waits, with the case as it was read. */
export interface WaitingReceipt {
  readonly file: CaseFile;
  readonly inputId: string;
  readonly now: Date;
}

/** Applies a receipt (受領確認) to the certificates that it names. Safe to run again: an applied one is left as it is. */
export function applyReceipt(
  deps: OfficeDependencies,
  { inputId, caseId }: { readonly inputId: string; readonly caseId: string },
): Promise<Situation> {
  return actOnCase(deps, caseId, (file, now) =>
    file.pending.some(({ id }) => id === inputId)
      ? receiptAct(deps, { file, inputId, now })
      : undefined,
  );
}

interface Judged {
  readonly content: ReceiptContent;
  readonly contentSha256: string;
  readonly receivedAt: Date;
  /** Certificates that are accepted by it, with what becomes of each. */
  readonly accepted: readonly {
    readonly before: StoredCertificate;
    readonly after: CertificateCourse;
  }[];
  /** Every certificate of the case, once none of them waits for its receipt any more; else none. */
  readonly complete: readonly StoredCertificate[];
}

/** Why a receipt has no effect, as `input.refused` says it. */
type ReceiptProblem = 'contentUnreadable' | 'certificateNotOpen' | 'officerUnknown';

/**
 * What a receipt does: it is accepted from when it was received, however late it is applied. A certificate that was
 * accepted before, or has ended, stays as it is; a receipt that changes none is recorded as refused.
 */
export async function receiptAct(
  deps: OfficeDependencies,
  { file, inputId, now }: WaitingReceipt,
): Promise<CaseAct> {
  const input = await findInput(deps.db, inputId);
  const content = readReceiptContent(input?.content);
  const { contentSha256 = '', receivedAt = now } = input ?? {};
  const refused = (problem: ReceiptProblem): CaseAct =>
    refusedReceipt(deps, { file, inputId, now }, { problem, contentSha256 });
  if (!content) return refused('contentUnreadable');
  const certificates = await certificatesOf(deps.db, file.row.id);
  const accepted = certificates
    .filter(({ certificateSha256 }) => content.certificates.includes(certificateSha256))
    .flatMap((before) => {
      const after = afterReceipt(before.course, receivedAt.getTime());
      return after ? [{ before, after }] : [];
    });
  if (accepted.length === 0) return refused('certificateNotOpen');
  const actor = await actorOf(deps, content, file.row.id);
  if (!actor) return refused('officerUnknown');
  const isLeft = certificates.some(
    (each) => each.course.state === 'issued' && !accepted.some(({ before }) => before === each),
  );
  const complete = isLeft ? [] : certificates;
  const judged = { content, contentSha256, receivedAt, accepted, complete };
  return acceptance(deps, { file, inputId, now }, { ...judged, actor });
}

type ReceiptActor = Extract<NewEntry, { event: 'acceptance.received' }>['actor'];

/** The subscriber; of a paper the officer who took it. */
async function actorOf(
  { db }: OfficeDependencies,
  { officer, role, terminal }: ReceiptContent,
  caseId: string,
): Promise<ReceiptActor | undefined> {
  if (officer === undefined) return { kind: 'subscriber', id: caseId };
  const found = await findOfficer(db, officer, caseId);
  if (!found || role === undefined || terminal === undefined) return undefined;
  return { kind: 'officer', id: officer, role, terminal, nameCommitment: found.nameCommitment };
}

async function acceptance(
  deps: OfficeDependencies,
  { file, inputId, now }: WaitingReceipt,
  judged: Judged & { readonly actor: ReceiptActor },
): Promise<CaseAct> {
  const { content, receivedAt, accepted, actor } = judged;
  const certificates = accepted.map(({ before }) => before);
  const orders = certificates.map(({ orderId }) => orderId);
  const missed = certificates.filter(({ course }) => isMissedUnseen(course, receivedAt));
  const at = now.toISOString();
  const by = { at: receivedAt.getTime(), by: content.method };
  const received: ActEntry = {
    entry: {
      event: 'acceptance.received',
      items: ['1リ'],
      at,
      actor,
      input: inputId,
      // The register card of a paper stands in the entry of whoever took it.
      evidence: content.evidence.flatMap(({ kind, ...of }) =>
        kind === 'physicalOriginal' ? [] : [{ kind, ...of }],
      ),
      data: {
        orders,
        textSha256: content.textSha256,
        identityMethod: content.method,
        certificateSha256: certificates.map(({ certificateSha256 }) => certificateSha256),
      },
      ...runOf(deps.build),
    },
  };
  return {
    courses: accepted.map(({ before, after }) => {
      const isMissed = missed.includes(before);
      const course = isMissed ? { ...after, missedAt: now.getTime() } : after;
      return courseRow(before, course, { now: now.getTime(), accepted: by });
    }),
    entries: [...missedEntries(deps, missed, now), received],
    // What the case replaces goes together, both of a pair: with the receipt that leaves none of the new ones waiting.
    revocations: await replacedCertificates(deps, {
      file,
      inputId,
      now,
      certificates: judged.complete,
    }),
    inputs: [{ id: inputId, result: { state: file.row.state, isApplied: true } }],
    dispatches: [
      certificateNotice({ noticeKind: 'accepted', number: 1, case: file.row, orders, now }),
    ],
  };
}

/** The deadline passed before the receipt came, and no run has said so: it is said with the receipt. */
const isMissedUnseen = (course: CertificateCourse, receivedAt: Date): boolean =>
  course.missedAt === undefined && course.acceptanceDeadline <= receivedAt.getTime();

function missedEntries(
  { build }: OfficeDependencies,
  missed: readonly StoredCertificate[],
  now: Date,
): ActEntry[] {
  const [first] = missed;
  if (!first) return [];
  const orders = missed.map(({ orderId }) => orderId);
  const deadline = new Date(first.course.acceptanceDeadline).toISOString();
  return [
    {
      entry: {
        event: 'acceptance.missed',
        items: ['1リ'],
        at: now.toISOString(),
        actor: OFFICE_WORKER,
        data: { orders, deadline },
        ...runOf(build),
      },
    },
  ];
}

function refusedReceipt(
  { build }: OfficeDependencies,
  { file, inputId, now }: WaitingReceipt,
  { problem, contentSha256 }: { readonly problem: ReceiptProblem; readonly contentSha256: string },
): CaseAct {
  const result = { state: file.row.state, isApplied: false, refused: problem };
  return {
    inputs: [{ id: inputId, result }],
    entries: [
      {
        entry: {
          event: 'input.refused',
          items: ['1ロ'],
          at: now.toISOString(),
          actor: OFFICE_WORKER,
          input: inputId,
          data: { inputKind: 'receipt', problem, contentSha256 },
          ...runOf(build),
        },
      },
    ],
  };
}
