import { eq } from 'drizzle-orm';
import { writeEntry } from '../../db/books/write-entry.ts';
import type { Queryable } from '../../db/office-database.ts';
import { officers } from '../../db/schema/governance.ts';
import { appliedInputs, changeRequest } from '../../db/revocation/request-file.ts';
import { decide, type Verdict } from '../../domain/decision/decide.ts';
import { approvalsNeeded, readReasons, reasonsProblem } from '../../domain/decision/overrides.ts';
import type { FactSet } from '../../domain/decision/vocabulary.ts';
import { findRevocationRuleSet } from '../../domain/revocation/rule-sets.ts';
import {
  requestRefusalReasons,
  type GrantContent,
  type RefusalContent,
} from '../../domain/revocation/request-inputs.ts';
import { deadlineOf } from '../decision/deadline.ts';
import { actorOf } from '../decision/given-decision.ts';
import type { OfficeDependencies } from '../dependencies.ts';
import { runOf } from '../run-of.ts';
import type { Apply } from './apply-request-input.ts';
import { bookAssertion } from './book-assertion.ts';
import { grantedEntry } from './granted.ts';
import { dutyProblem, type GivenRequestInput } from './judge-request-input.ts';
import { subjectOf, targetOf } from './request-facts.ts';
import { prepareNotice } from './tell.ts';

/**
 * One person's grant; the last that the findings ask for grants the request (A or A2; state table, row 6). It counts for the
 * findings that it was made on and for no others.
 */
export const grantByPerson: Apply = async (deps, tx, given) => {
  const { row, officer, events } = given;
  const content = given.content as GrantContent;
  if (row.findingsSha256 !== content.findingsSha256) return { problem: 'findingsMoved' };
  const verdict = verdictOf(deps, given);
  const needed = verdict && approvalsNeeded(verdict)?.approver;
  if (!verdict || !needed) return { problem: 'nobodyMayGrant' };
  const act = needed > 1 ? 'decideRevocationWithSecond' : 'decideRevocation';
  const duty = dutyProblem({ officer, act, events });
  if (duty) return { problem: duty };
  const reasons = readReasons(content.reasons);
  const ofOther = events.some(
    ({ event, actor }) => event === 'note.added' && actor.id === officer.id,
  );
  const own = { person: officer.person, as: 'approver', ...(ofOther && { note: 'note' }) } as const;
  if (!reasons || reasonsProblem(verdict, { ...own, reasons })) return { problem: 'reasonsWrong' };
  const first = needed > 1 ? await earlierGrant(tx, given) : undefined;
  if (first?.actorPerson === officer.person) return { problem: 'dutiesN2' };
  if (needed > 1 && !first) {
    await bookAssertion(deps, tx, given);
    return { state: row.state, awaits: 'second' };
  }
  return grant(deps, tx, { given, content, assertions: first ? [first.assertionSha256] : [] });
};

/** The verdict of the newest examination, from the facts that were kept. */
function verdictOf(
  { evidence }: OfficeDependencies,
  given: GivenRequestInput,
): Verdict | undefined {
  const { id, chainId, factsSha256, ruleSetId } = given.row;
  const ruleSet = findRevocationRuleSet(ruleSetId ?? '');
  if (factsSha256 === null || !ruleSet) return undefined;
  const octets = evidence.get({ caseId: id, chainId }, [factsSha256]).get(factsSha256) as Buffer;
  const { facts } = JSON.parse(octets.toString('utf8')) as { readonly facts: FactSet };
  return decide(facts, ruleSet);
}

interface EarlierGrant {
  readonly actorPerson: string;
  readonly assertionSha256: string;
}

/** The grant of another person on the same findings, for the same reason; undefined if there is none. */
async function earlierGrant(
  tx: Queryable,
  { row, content }: GivenRequestInput,
): Promise<EarlierGrant | undefined> {
  const said = content as GrantContent;
  const before = (await appliedInputs(tx, row.id, 'revocationGrant')).findLast((input) => {
    const other = input.content as GrantContent;
    return (
      other.findingsSha256 === said.findingsSha256 &&
      other.reasonCode === said.reasonCode &&
      other.invalidityDate === said.invalidityDate
    );
  });
  if (!before) return undefined;
  const { assertionSha256 } = before.content as GrantContent;
  return { actorPerson: await personOf(tx, before.actor), assertionSha256 };
}

async function personOf(tx: Queryable, officerId: string): Promise<string> {
  const [row] = await tx
    .select({ person: officers.person })
    .from(officers)
    .where(eq(officers.id, officerId));
  return row?.person ?? officerId;
}

interface Granting {
  readonly given: GivenRequestInput;
  readonly content: GrantContent;
  /** Of others, beside the own. */
  readonly assertions: readonly string[];
}

async function grant(
  deps: OfficeDependencies,
  tx: Queryable,
  { given, content, assertions }: Granting,
) {
  const { row, input, officer, assertion, now } = given;
  const { known } = await subjectOf(deps, row);
  const target = targetOf(row, known, now);
  // What became of the certificate since the examination: nothing is left to revoke.
  if (!known || target === 'notFound' || target === 'expired') {
    return { problem: 'certificateUnknown' } as const;
  }
  if (target === 'alreadyRevoked') return { problem: 'alreadyRevoked' } as const;
  const invalidityDate = content.invalidityDate ?? null;
  const { reasonCode } = content;
  await writeEntry(tx, {
    ...grantedEntry(row, known, {
      at: now,
      actor: actorOf(given),
      decider: 'officer',
      reasonCode,
      invalidityDate,
      isEmergency: false,
      assertions: [...assertions, content.assertionSha256],
      evidence: assertion ? [assertion] : [],
      input: input.id,
    }),
    ...runOf(deps.build),
  });
  await changeRequest(tx, row.id, {
    state: 'granted',
    decider: 'officer',
    decidedBy: officer.id,
    decidedAt: now,
    reasonCode,
    invalidityDate,
    isEmergency: false,
    recordBy: deadlineOf('revocationRecord', now),
  });
  return { state: 'granted' };
}

/** Refuses a request, with the letter that says why (state table, row 9). A suspended certificate is released by the room. */
export const refuseByPerson: Apply = async (deps, tx, given) => {
  const { row, input, officer, assertion, now } = given;
  const { findingsSha256, reasons, letterSha256, assertionSha256 } =
    given.content as RefusalContent;
  const [reasonCode = ''] = reasons;
  if (!Object.hasOwn(requestRefusalReasons, reasonCode)) return { problem: 'reasonsWrong' };
  if (row.findingsSha256 !== findingsSha256) return { problem: 'findingsMoved' };
  const letter = deps.evidence
    .get({ caseId: row.id, chainId: row.chainId }, [letterSha256])
    .get(letterSha256) as Buffer;
  await writeEntry(tx, {
    event: 'revocation.refused',
    items: ['2ロ', '2ハ'],
    at: now.toISOString(),
    case: row.id,
    actor: actorOf(given),
    input: input.id,
    evidence: [
      { kind: 'refusalLetter', sha256: letterSha256, size: letter.length },
      ...(assertion ? [assertion] : []),
    ],
    data: {
      request: row.id,
      reasonCode,
      rules: row.notHolding ?? [],
      letterSha256,
      assertions: [assertionSha256],
    },
    ...runOf(deps.build),
  });
  await changeRequest(tx, row.id, {
    state: 'refused',
    closedAt: now,
    decider: 'officer',
    decidedBy: officer.id,
    decidedAt: now,
    refusalReason: reasonCode,
    letterSha256,
  });
  await prepareNotice(tx, row, { notice: 'revocationRefused', letterSha256, now });
  return { state: 'refused' };
};
