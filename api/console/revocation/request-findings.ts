import type { ListedRequest } from '../../../db/inspection/revocation-requests.ts';
import type { Branch, Outcome, Rule } from '../../../domain/decision/rule-set.ts';
import { findRevocationRuleSet } from '../../../domain/revocation/rule-sets.ts';
import type { FindingView } from '../application/finding-view.ts';
import type { ChipView } from '../components/chip.tsx';
import { findings as words } from '../words/findings.ts';
import { revocationRequest } from '../words/revocation-request.ts';
import { same } from '../words/said.ts';

type Examined = Pick<ListedRequest, 'notHolding' | 'ruleSetId'>;

interface Found {
  readonly name: string;
  readonly rule: Rule | undefined;
  readonly branch: Branch | undefined;
}

function foundOf({ notHolding, ruleSetId }: Examined): Found[] {
  const rules = findRevocationRuleSet(ruleSetId ?? '')?.rules ?? [];
  return (notHolding ?? []).map((name) => {
    const [id, code] = name.split('/');
    const rule = rules.find((each) => each.id === id);
    return { name, rule, branch: rule?.branches.find((each) => each.code === code) };
  });
}

/** Findings that a grant decides against, as `rule/code`: each takes a reason. */
export const refersOf = (request: Examined): string[] =>
  foundOf(request).flatMap(({ name, branch }) => (branch?.outcome === 'refers' ? [name] : []));

const CHIPS: Readonly<Record<Outcome, ChipView>> = {
  holds: { kind: 'holds', icon: 'tick', word: words.outcomes.holds },
  refers: { kind: 'refers', icon: 'person', word: words.outcomes.refers },
  waits: { kind: 'waits', icon: 'clock', word: words.outcomes.waits },
  forbids: { kind: 'forbids', icon: 'cross', word: words.outcomes.forbids },
};

const ORDER: readonly Outcome[] = ['waits', 'forbids', 'refers', 'holds'];

/** What does not hold, as it is read: waits, forbids, refers. One of another build is shown by its name. */
export function requestFindings(request: Examined): FindingView[] {
  return foundOf(request)
    .map(({ name, rule, branch }): FindingView => {
      const outcome = branch?.outcome ?? 'refers';
      return {
        id: name,
        outcome,
        chip: CHIPS[outcome],
        sentence: branch?.sentence ?? same(name),
        next: revocationRequest.next[nextOf(branch)],
        law: rule?.law ?? '',
        override: words.overrides[branch?.override ?? 'nobody'],
        line: undefined,
      };
    })
    .toSorted((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
}

function nextOf(branch: Branch | undefined): keyof typeof revocationRequest.next {
  if (branch?.outcome === 'waits') return 'waits';
  if (branch?.outcome === 'forbids') return branch.next === 'done' ? 'done' : 'refusal';
  return branch?.next === 'suspend' ? 'suspend' : 'review';
}
