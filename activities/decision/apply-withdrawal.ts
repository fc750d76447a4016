import type { CaseFile } from '../../db/decision/case-file.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import { certificatesOfOrders } from '../../db/decision/order-certificates.ts';
import { newestTextOf } from '../../db/decision/newest-text.ts';
import { findInput, type StoredInput } from '../../db/decision/staff-input.ts';
import type { EvidenceReference } from '../../books/entry.ts';
import { applicationTransition, isFinal } from '../../domain/application/states.ts';
import { DomainError } from '../../domain/errors.ts';
import { actOnCase } from '../application/act-on-case.ts';
import type { AppliedInput, ApplicationState } from '../contract.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { inputRefused } from './refuse-decision.ts';
import { replacementRequests } from './replacement-requests.ts';
import { roomsIntent } from './rooms-intent.ts';
import { withdrawnChange } from './withdraw-on-request.ts';

/** What the portal recorded of a signed withdrawal. */
export interface WithdrawalContent {
  readonly v: 1;
  readonly method: 'jpki' | 'ownCertificate';
  readonly textSha256: string;
  /** Application text that is taken back. */
  readonly applicationTextSha256: string;
  readonly evidence: readonly EvidenceReference<'signedText' | 'signatureContainer'>[];
}

/** A withdrawal on its way to its case. */
export interface GivenWithdrawalText {
  readonly inputId: string;
  readonly input: StoredInput;
  readonly content: WithdrawalContent;
  readonly file: CaseFile;
  readonly now: Date;
}

/**
 * Applies a withdrawal that the applicant signed (state table, rows 28 and 29): before the room has an intent
 * the case ends; with one it goes on, and what is issued is asked to be revoked. While the room may be at
 * work on it the input stays pending.
 *
 * A crash before the commit leaves the row pending, and the sweeper nudges it; after it, a repeat finds it
 * applied.
 */
export async function applyWithdrawal(
  deps: OfficeDependencies,
  inputId: string,
): Promise<AppliedInput> {
  const input = await findInput(deps.db, inputId);
  if (!input) throw new DomainError('ApplicationNotFound', inputId);
  // The portal's own words, under a check that it wrote them.
  const content = input.content as WithdrawalContent;
  let isLeft = false;
  const situation = await actOnCase(deps, input.caseId, async (file, now) => {
    isLeft = false;
    if (!file.pending.some(({ id }) => id === inputId)) return undefined;
    const act = await actOf(deps, { inputId, input, content, file, now });
    isLeft = act === 'left';
    return act === 'left' ? undefined : act;
  });
  return { ...situation, isLeft };
}

async function actOf(
  deps: OfficeDependencies,
  given: GivenWithdrawalText,
): Promise<CaseAct | 'left'> {
  const { file, now, content } = given;
  const from = file.row.state as ApplicationState;
  // Issued since it was received: the applicant is told, and means, the same as while it was being issued.
  if (from === 'issued') return tooLate(deps, given);
  if (isFinal(from)) return inputRefused(deps, given, 'caseClosed');
  const newest = await newestTextOf(deps.db, file.row);
  if (newest !== content.applicationTextSha256) return inputRefused(deps, given, 'textMoved');
  const intent = roomsIntent(file, now);
  if (intent === 'unknown') return 'left';
  const hasIntent = intent === 'exists';
  const row = applicationTransition({ from, event: 'withdrawn', hasIntent });
  return row?.to === 'withdrawn' ? withdrawn(deps, given) : tooLate(deps, given);
}

/** What is issued all the same is asked to be revoked (row 29). */
async function tooLate(deps: OfficeDependencies, given: GivenWithdrawalText): Promise<CaseAct> {
  const orders = await certificatesOfOrders(
    deps.db,
    given.file.orders.map(({ id }) => id),
  );
  return {
    ...inputRefused(deps, given, 'issuingBegun'),
    revocations: replacementRequests(deps, given, orders),
  };
}

/** Ends the case: who signed, and by what. */
function withdrawn({ build }: OfficeDependencies, given: GivenWithdrawalText): CaseAct {
  const { inputId, content, file, now, input } = given;
  return {
    ...withdrawnChange({ inputId, row: file.row, now }),
    entries: [
      {
        entry: {
          event: 'application.withdrawn',
          items: ['1ロ'],
          at: now.toISOString(),
          actor: { kind: 'portal', id: input.actor },
          input: inputId,
          evidence: content.evidence,
          data: { textSha256: content.textSha256, identityMethod: content.method },
          ...runOf(build),
        },
      },
    ],
  };
}
