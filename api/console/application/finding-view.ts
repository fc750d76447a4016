import { findRuleSet } from '../../../domain/decision/rule-sets.ts';
import { sentenceFor, type FindingSentence } from '../../../domain/decision/sentences.ts';
import type { Outcome } from '../../../domain/decision/rule-set.ts';
import type { ChipView } from '../components/chip.tsx';
import { findings as words } from '../words/findings.ts';
import type { Said } from '../words/said.ts';
import { lineOf, type SignedTextView } from './signed-text-view.ts';
import { refusalText } from './refusal-view.ts';

/** A finding as an evaluation stores it. */
export interface StoredFinding {
  readonly rule: string;
  readonly code?: string;
  readonly outcome: Outcome;
}

/** One finding as the page shows it. */
export interface FindingView {
  /** `jlis.answer/none`. */
  readonly id: string;
  readonly outcome: Outcome;
  readonly chip: ChipView;
  readonly sentence: Said;
  readonly next: Said;
  readonly law: string;
  readonly override: Said;
  /** Line of the signed text that it is about. */
  readonly line: number | undefined;
}

/** What the rules found, in the order in which it is read: waits, forbids, refers, then what holds. */
export interface FindingsView {
  readonly ruleSetId: string;
  readonly open: readonly FindingView[];
  readonly holding: readonly FindingView[];
}

const chips: Readonly<Record<Outcome, ChipView>> = {
  holds: { kind: 'holds', icon: 'tick', word: words.outcomes.holds },
  refers: { kind: 'refers', icon: 'person', word: words.outcomes.refers },
  waits: { kind: 'waits', icon: 'clock', word: words.outcomes.waits },
  forbids: { kind: 'forbids', icon: 'cross', word: words.outcomes.forbids },
};

const ORDER: readonly Outcome[] = ['waits', 'forbids', 'refers', 'holds'];

/** Which line of the signed text a rule speaks of, by the beginning of its id. */
const LINES: readonly (readonly [string, string])[] = [
  ['name.', '証明書に記載する氏名：'],
  ['intent.explanation', '重要事項説明：'],
  ['intent.consent', '意思の確認：'],
  ['service.', '証明書1：'],
  ['key.binding', '公開鍵1：'],
  ['key.letter', '利用者識別符号の送付先：'],
  ['person.proxy', '代理：'],
  ['person.validCertificate', 'これまでの証明書：'],
  ['duty.route', '本人確認の方法：'],
  ['duty.keyDelivery', '公開鍵の届出：'],
  ['text.', '有効期限：'],
];

function lineFor(rule: string, text: SignedTextView): number | undefined {
  const label = LINES.find(([start]) => rule.startsWith(start))?.[1];
  return label === undefined ? undefined : lineOf(text, label);
}

const idOf = ({ rule, code }: StoredFinding): string =>
  code === undefined ? rule : `${rule}/${code}`;

/** A finding that this build has no sentence for is shown by its id rather than not at all. */
function sentenceOf(finding: StoredFinding, ruleSetId: string): FindingSentence {
  if (finding.rule === 'gate') {
    return { ...refusalText(finding.code ?? ''), law: '', override: 'nobody' };
  }
  const ruleSet = findRuleSet(ruleSetId);
  const rule = ruleSet?.rules.find(({ id }) => id === finding.rule);
  const isKnown =
    finding.code === undefined || rule?.branches.some(({ code }) => code === finding.code);
  if (ruleSet && rule && isKnown) return sentenceFor(finding, ruleSet);
  return { ja: idOf(finding), en: idOf(finding), law: '', override: 'nobody' };
}

function nextOf({ rule, code, outcome }: StoredFinding, ruleSetId: string): Said {
  if (outcome === 'waits') return rule.startsWith('jlis.') ? words.next.jlis : words.next.waits;
  if (outcome !== 'forbids') return words.next.refers;
  const found = findRuleSet(ruleSetId)?.rules.find(({ id }) => id === rule);
  const branch = found?.branches.find((each) => each.code === code);
  return branch?.next === 'refusal' ? words.next.refusal : words.next.return;
}

/** One finding with its sentence, what to do next, the article behind it and who may override it. */
function findingView(
  finding: StoredFinding,
  ruleSetId: string,
  text: SignedTextView = { isShown: false },
): FindingView {
  const { ja, en, law, override } = sentenceOf(finding, ruleSetId);
  return {
    id: idOf(finding),
    outcome: finding.outcome,
    chip: chips[finding.outcome],
    sentence: { ja, en },
    next: nextOf(finding, ruleSetId),
    law,
    override: words.overrides[override],
    line: finding.outcome === 'holds' ? undefined : lineFor(finding.rule, text),
  };
}

/** All findings of an evaluation. */
export function findingsView(
  findings: readonly StoredFinding[],
  ruleSetId: string,
  text: SignedTextView,
): FindingsView {
  const views = findings
    .map((finding) => findingView(finding, ruleSetId, text))
    .toSorted((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
  return {
    ruleSetId,
    open: views.filter(({ outcome }) => outcome !== 'holds'),
    holding: views.filter(({ outcome }) => outcome === 'holds'),
  };
}

/** Findings that a case keeps beside its state as `rule/code`, for lists. */
export function notHoldingViews(names: readonly string[], ruleSetId: string): FindingView[] {
  const ruleSet = findRuleSet(ruleSetId);
  return names.map((name) => {
    const [rule = '', code = ''] = name.split('/');
    const branch = ruleSet?.rules
      .find(({ id }) => id === rule)
      ?.branches.find((each) => each.code === code);
    return findingView({ rule, code, outcome: branch?.outcome ?? 'refers' }, ruleSetId);
  });
}
