import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, type Verdict } from '../../../domain/decision/decide.ts';
import { factDefinitions } from '../../../domain/decision/facts.ts';
import { jpkiFacts } from '../../../domain/decision/facts/jpki-facts.ts';
import {
  approvalsMissing,
  approvalsNeeded,
  findingKey,
  type GivenApproval,
  type OverrideReason,
  overrideReasons,
} from '../../../domain/decision/overrides.ts';
import { ruleSet202612 } from '../../../domain/decision/rules/2026-12.ts';
import type { FactSet } from '../../../domain/decision/vocabulary.ts';
import { vectors } from '../vectors.ts';

const MAX_AGE = ruleSet202612.parameters['jlisAnswerMaxAgeMinutes'] as number;

/** Every value there is of what J-LIS can be taken to have said; of ages those around the limit, and none. */
const VALUES = {
  jlisAnswer: jpkiFacts.jlisAnswer.values,
  jlisMethod: jpkiFacts.jlisMethod.values,
  jlisStatus: jpkiFacts.jlisStatus.values,
  jlisRevocationReason: jpkiFacts.jlisRevocationReason.values,
  jlisRevocationTiming: jpkiFacts.jlisRevocationTiming.values,
  jlisLinkInformation: jpkiFacts.jlisLinkInformation.values,
  jlisAnswerAgeMinutes: [undefined, MAX_AGE, MAX_AGE + 1],
} as const;

type Values = typeof VALUES;

/** One value of each; whether they fit each other is not asked. */
type Said = { readonly [fact in keyof Values]: Values[fact][number] };

/** Every combination of the values. */
function combinations(values: Readonly<Record<string, readonly unknown[]>> = VALUES): Said[] {
  let all: Record<string, unknown>[] = [{}];
  for (const [fact, list] of Object.entries(values)) {
    all = all.flatMap((one) => list.map((value) => Object.assign({}, one, { [fact]: value })));
  }
  return all as unknown as Said[];
}

/** The one kind of answer on which anybody may approve: verified, by OCSP, good, and of this day. */
const isGood = (said: Said): boolean =>
  said.jlisAnswer === 'verified' &&
  ['ocsp', 'both'].includes(said.jlisMethod) &&
  said.jlisStatus === 'good' &&
  said.jlisRevocationReason === 'notRevoked' &&
  said.jlisRevocationTiming === 'notRevoked' &&
  ['notRequested', 'available'].includes(said.jlisLinkInformation) &&
  said.jlisAnswerAgeMinutes !== undefined &&
  said.jlisAnswerAgeMinutes <= MAX_AGE;

function factsWith(base: Readonly<Record<string, unknown>>, said: Said): FactSet {
  const facts: Record<string, unknown> = { ...base, ...said };
  if (said.jlisAnswerAgeMinutes === undefined) delete facts['jlisAnswerAgeMinutes'];
  return facts;
}

/** Everybody there is approves, with every reason there is for every finding. */
function everybodyApproves({ notHolding }: Verdict): GivenApproval[] {
  const reasonFor = Object.keys(overrideReasons) as OverrideReason[];
  return reasonFor.flatMap((reason) =>
    (['approver', 'examiner'] as const).flatMap((as) => ({
      person: `${as} ${reason}`,
      as,
      reasons: Object.fromEntries(notHolding.map((finding) => [findingKey(finding), reason])),
      note: 'a note',
    })),
  );
}

const mayBeApproved = (verdict: Verdict): boolean =>
  verdict.outcome === 'holds' || approvalsNeeded(verdict) !== undefined;

const JPKI_BASES = Object.entries(vectors.bases).filter(
  ([, facts]) => facts['identityRoute'] === 'jpki',
);
const { jpkiSimultaneous: PERFECT = {} } = vectors.bases;

describe('an answer of J-LIS that is not good', () => {
  it('approves nothing, by machine or person, whatever else it says, over perfect facts', () => {
    const all = combinations();
    const ends = new Map<string, Verdict>();
    const wrong: Said[] = [];
    for (const said of all) {
      const verdict = decide(factsWith(PERFECT, said), ruleSet202612);
      if (mayBeApproved(verdict) !== isGood(said)) wrong.push(said);
      if (!isGood(said)) ends.set(verdict.notHolding.map(findingKey).join(), verdict);
    }
    expect(wrong).toEqual([]);
    expect(all).toHaveLength(9 * 4 * 6 * 8 * 4 * 4 * 3);
    // Two methods, two kinds of link information; one of each of the rest.
    expect(all.filter(isGood)).toHaveLength(4);
    for (const verdict of ends.values()) {
      expect(approvalsMissing(verdict, everybodyApproves(verdict))).toBeUndefined();
    }
    // The machine asks again, the applicant corrects, or a person refuses.
    const next = new Set([...ends.values()].map((verdict) => `${verdict.outcome} ${verdict.next}`));
    expect([...next].toSorted()).toEqual([
      'forbids refusal',
      'forbids return',
      'waits alarm',
      'waits retry',
    ]);
  }, 60_000);

  it('approves nothing where persons would otherwise judge, on any JPKI route', () => {
    const referring = { ageBand: 'from15to17', nameCharacters: 'rare', jpkiProfile: 'deviates' };
    // The timing and the link are tried whole above; here one of each serves.
    const tried = combinations({
      ...VALUES,
      jlisRevocationTiming: ['notRevoked'],
      jlisLinkInformation: ['notRequested'],
      jlisAnswerAgeMinutes: [undefined, MAX_AGE],
    });
    for (const [name, base] of JPKI_BASES) {
      const approved = tried.filter(
        (said) =>
          !isGood(said) &&
          mayBeApproved(decide(factsWith({ ...base, ...referring }, said), ruleSet202612)),
      );
      expect({ name, approved }).toEqual({ name, approved: [] });
    }
    const good = tried.find(isGood) as Said;
    const judged = decide(factsWith({ ...PERFECT, ...referring }, good), ruleSet202612);
    expect(judged.outcome).toBe('refers');
    expect(approvalsNeeded(judged)).toEqual({ approver: 2, examiner: 0 });
  }, 60_000);

  it('approves nothing whatever every other fact says', () => {
    const values = Object.entries(factDefinitions as Record<string, { values?: readonly string[] }>)
      .filter(([id]) => !id.startsWith('jlis') || id === 'jlisAgreement')
      .filter(([id]) => id !== 'identityRoute' && id !== 'certificateEncoding')
      .flatMap(([id, { values: list }]) => (list ? [[id, list] as const] : []));
    const change = fc
      .constantFrom(...values)
      .chain(([id, list]) => fc.constantFrom(...list).map((value) => [id, value] as const));
    const said = fc.record(
      Object.fromEntries(
        Object.entries(VALUES).map(([fact, list]) => [fact, fc.constantFrom<unknown>(...list)]),
      ),
    );
    const changes = fc.array(change, { maxLength: 4 });
    fc.assert(
      fc.property(said, changes, fc.nat(JPKI_BASES.length - 1), (what, changed, which) => {
        const base = { ...JPKI_BASES[which]?.[1], ...Object.fromEntries(changed) };
        const verdict = decide(factsWith(base, what as Said), ruleSet202612);
        if (!isGood(what as Said)) expect(mayBeApproved(verdict)).toBe(false);
      }),
      { numRuns: 4000 },
    );
  });
});
