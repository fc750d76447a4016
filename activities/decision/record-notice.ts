import { canonicalOctets } from '../../books/canonical-json.ts';
import type { CaseAct } from '../../db/decision/commit-case.ts';
import type { NoticeRecord } from '../../domain/decision/notice.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import { actorOf, type GivenInput } from './given-decision.ts';
import type { GivenNotice } from './judge-notice.ts';
import { EVALUATED_ANEW, voidingWhatStands } from './refuse-decision.ts';

/**
 * Records what a third party told us of an applicant (rows 11 and 19): the notice is evidence, every approval is void, and the
 * case is evaluated with it. A death forbids, so that from there on persons can reject alone.
 *
 * The evidence is kept before the transaction: a crash between the two leaves a file that nothing names, and the retry
 * writes the same again.
 */
export async function recordNotice(
  { build, evidence }: OfficeDependencies,
  { inputId, file, now }: GivenInput,
  { content, officer, about, channel, to, events }: GivenNotice,
): Promise<CaseAct> {
  const { id: caseId, chainId, state } = file.row;
  const record: NoticeRecord = { v: 1, about, channel, officer: officer.id, input: inputId };
  const kept = await evidence.put({ caseId, chainId }, [
    { kind: 'thirdPartyNotice', ring: 'chain', octets: canonicalOctets({ ...record }) },
  ]);
  const isMoved = to === 'checking';
  return {
    ...(isMoved ? { change: EVALUATED_ANEW, voidsDecisions: true } : {}),
    evidence: kept,
    inputs: [{ id: inputId, result: { state: isMoved ? to : state, isApplied: true } }],
    entries: [
      {
        entry: {
          event: 'evidence.received',
          items: ['1ハ'],
          at: now.toISOString(),
          actor: actorOf({ officer, content }),
          input: inputId,
          evidence: kept,
          data: { evidenceKind: 'thirdPartyNotice', supplier: 'thirdParty' },
          ...runOf(build),
        },
      },
      ...(isMoved ? voidingWhatStands({ build }, { file, events, now }) : []),
    ],
  };
}
