import { describe, expect, it } from 'vitest';
import { decide } from '../../../domain/decision/decide.ts';
import { jpkiFacts } from '../../../domain/decision/facts/jpki-facts.ts';
import { ruleSet202612 } from '../../../domain/decision/rules/2026-12.ts';
import { sentenceFor } from '../../../domain/decision/sentences.ts';
import type { FactSet } from '../../../domain/decision/vocabulary.ts';
import { vectors } from '../vectors.ts';

/** Ways in which the status of a JPKI certificate can fail to be good, and the findings that say so. */
const CLASSES: Readonly<Record<string, readonly string[]>> = {
  'revoked: recorded details changed': ['jlis.status/changed'],
  'revoked: renewed': ['jlis.status/renewed'],
  'revoked: no longer needed': ['jlis.status/stopped'],
  'revoked: holder key compromised': ['jlis.status/keyCompromise'],
  'revoked: CA key compromised': ['jlis.status/caCompromise'],
  'revoked: without or with another reason': ['jlis.status/revokedOther'],
  'revoked before the signing': ['jlis.signedAfterReport/misuse'],
  'on hold': ['jlis.status/onHold'],
  'status unknown': ['jlis.status/unknown'],
  'OCSP and CRL contradict': ['jlis.status/contradictory'],
  'status not checked': ['jlis.status/notChecked', 'jlis.method/none', 'jlis.answer/none'],
  'answer is an error': ['jlis.answer/errorStatus'],
  'answer unreadable': ['jlis.answer/malformed'],
  'answer badly signed': ['jlis.answer/badSignature'],
  'answer of somebody else': ['jlis.answer/unauthorisedResponder'],
  'answer about another certificate': ['jlis.answer/otherCertificate'],
  'answer to another question': ['jlis.answer/nonceMismatch'],
  'answer of another time': ['jlis.answer/clockSkew'],
  'source older than the limit': ['jlis.fresh/stale', 'jlis.method/crlAlone'],
  'too new for link information': ['jlis.linkInformation/notYetSynced'],
  'link information not to be had': ['jlis.linkInformation/failed'],
};

const named = Object.values(CLASSES).flat();

const sentenceOf = (key: string) => {
  const [rule = '', code = ''] = key.split('/');
  return sentenceFor({ rule, code }, ruleSet202612);
};

const findingsFor = (set: Readonly<Record<string, unknown>>): string[] => {
  const { jpkiSimultaneous: base = {} } = vectors.bases;
  const facts = { ...base, ...set } as Record<string, unknown>;
  if (set['jlisAnswer'] !== undefined) delete facts['jlisAnswerAgeMinutes'];
  return decide(facts as FactSet, ruleSet202612).notHolding.map(
    ({ rule, code }) => `${rule}/${code ?? ''}`,
  );
};

describe('classes of failure of a status', () => {
  it('are all that the rules on J-LIS can find, none left out', () => {
    const found = ruleSet202612.rules
      .filter(({ id }) => id.startsWith('jlis.'))
      .flatMap(({ id, branches }) => branches.map(({ code }) => `${id}/${code}`));
    expect(named.toSorted()).toEqual(found.toSorted());
  });

  it('have a sentence each for staff, and share none with any other finding', () => {
    const all = ruleSet202612.rules.flatMap(({ id, branches }) =>
      branches.map(({ code }) => `${id}/${code}`),
    );
    for (const key of named) {
      const { ja, en } = sentenceOf(key);
      const others = all.filter((each) => each !== key).map(sentenceOf);
      expect(
        others.filter((other) => other.ja === ja || other.en === en),
        key,
      ).toEqual([]);
    }
  });

  const UNVERIFIED = { jlisMethod: 'ocsp', jlisStatus: 'notChecked' };
  it.each(jpkiFacts.jlisAnswer.values.filter((value) => !['verified', 'none'].includes(value)))(
    'tell an answer %s apart',
    (jlisAnswer) => {
      expect(findingsFor({ ...UNVERIFIED, jlisAnswer })).toEqual([
        `jlis.answer/${jlisAnswer}`,
        'jlis.status/notChecked',
      ]);
    },
  );

  it('tell every reason of a revocation apart, but the two that say nothing', () => {
    const reasons = jpkiFacts.jlisRevocationReason.values.filter((value) => value !== 'notRevoked');
    const found = reasons.map((jlisRevocationReason) =>
      findingsFor({
        jlisStatus: 'revoked',
        jlisRevocationReason,
        jlisRevocationTiming: 'afterReceipt',
      }),
    );
    expect(found.map((list) => list.length)).toEqual(reasons.map(() => 1));
    expect(new Set(found.flat()).size).toBe(reasons.length - 1);
  });

  it.each(['onHold', 'unknown', 'contradictory'])('tell a status %s apart', (jlisStatus) => {
    expect(findingsFor({ jlisStatus })).toEqual([`jlis.status/${jlisStatus}`]);
  });
});
