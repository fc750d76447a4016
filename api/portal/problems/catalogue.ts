import { ruleSets } from '../../../domain/decision/rule-sets.ts';
import type { Branch, Rule } from '../../../domain/decision/rule-set.ts';
import type { ProblemType } from '../../middleware/problem-details.ts';
import { applicationProblems } from './application-problems.ts';
import { eventProblems } from './event-problems.ts';
import { keyOfRequestProblems } from './key-of-request-problems.ts';
import { receiptProblems } from './receipt-problems.ts';
import { keyDeliveryProblems } from './key-delivery-problems.ts';
import { requestProblems } from './request-problems.ts';
import { revocationProblems } from './revocation-problems.ts';
import { textProblems } from './text-problems.ts';
import { tokenProblems } from './token-problems.ts';

/** Every problem of the portal API that is not a rule of a rule set. */
export const problems = {
  ...requestProblems,
  ...keyOfRequestProblems,
  ...tokenProblems,
  ...textProblems,
  ...applicationProblems,
  ...keyDeliveryProblems,
  ...eventProblems,
  ...revocationProblems,
  ...receiptProblems,
};

/** The problem that a rule which can never hold makes of a request: `rule/code`, in the words of the rule. */
export function ruleProblem(rule: Rule, branch: Branch): ProblemType {
  const { ja, en } = branch.sentence;
  return {
    slug: `${rule.id}/${branch.code}`,
    status: 422,
    title: { ja, en },
    help: {
      ja: `この申込みは承認できないため、申込書を交付しません（根拠：${rule.law}）。`,
      en: `No text is handed out, because nobody could approve it (basis: ${rule.law}).`,
    },
  };
}

/** Problems by slug: those of the API, and each rule that forbids, in the words of the newest rule set. */
export const problemsBySlug: ReadonlyMap<string, ProblemType> = new Map(
  [
    ...ruleSets.flatMap(({ rules }) =>
      rules.flatMap((rule) =>
        rule.branches
          .filter(({ outcome }) => outcome === 'forbids')
          .map((branch) => ruleProblem(rule, branch)),
      ),
    ),
    ...Object.values(problems),
  ].map((problem) => [problem.slug, problem]),
);
