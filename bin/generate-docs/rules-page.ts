import { canonicalOctets, sha256Hex } from '../../books/canonical-json.ts';
import { conditionText } from '../../domain/decision/condition-text.ts';
import { factsKeptFromApproval } from '../../domain/decision/dossier.ts';
import { overrideReasons, refusalReasons } from '../../domain/decision/overrides.ts';
import {
  ruleSetContent,
  type Branch,
  type Override,
  type Rule,
  type RuleSet,
} from '../../domain/decision/rule-set.ts';
import { ruleSets } from '../../domain/decision/rule-sets.ts';
import { revocationRuleSets } from '../../domain/revocation/rule-sets.ts';
import { code, codes, page, table } from './markdown.ts';

const INTRODUCTION = `# Rules

For whoever reviews a decision, writes a rule or answers an inspector. Generated from the released rule sets under
\`domain/decision/rules\` and \`domain/revocation/rules\`.

\`decide(facts, ruleSet)\` is pure: the workflow, the room and the auditor come to the same verdict. Every rule that applies is
tried, in order. Of a rule's branches the first that is true is its finding; where none is, the rule holds. The outcome is the worst
finding: \`holds\` < \`refers\` (persons judge) < \`waits\` (nobody may approve yet) < \`forbids\` (nobody may approve). A comparison
with a fact that is not there is false. The machine never refuses: where the next step is \`refusal\`, a named person decides.

Articles without a name are of 規則 (the enforcement regulation of the Electronic Signature Act); 法 is that Act; JPKI法 is the Act on
the public personal authentication service. (私見) marks our own reading, to be confirmed by a lawyer.`;

const OVERRIDES: Readonly<Record<Override, string>> = {
  nobody: 'nobody',
  A: 'one approver',
  A2: 'two approvers',
  EA: 'an examiner and an approver',
};

const branchRow = ({ code: id, when, outcome, next, override, sentence }: Branch): string[] => [
  code(id),
  code(conditionText(when)),
  outcome,
  next,
  OVERRIDES[override],
  `${sentence.ja} / ${sentence.en}`,
];

const ruleText = ({ id, law, applies, holds, branches }: Rule): string =>
  [
    `#### \`${id}\``,
    `${law}. Applies ${applies === undefined ? 'always' : `when ${code(conditionText(applies))}`}. Holds: ${holds.ja} / ${holds.en}`,
    table(
      ['code', 'when', 'outcome', 'next', 'who may decide against it', 'said'],
      branches.map(branchRow),
    ),
  ].join('\n\n');

const hashOf = (ruleSet: RuleSet): string => sha256Hex(canonicalOctets(ruleSetContent(ruleSet)));

function ruleSetText(ruleSet: RuleSet): string {
  const parameters = Object.entries(ruleSet.parameters).map(([name, value]) => [
    code(name),
    String(value),
  ]);
  return [
    `### Rule set \`${ruleSet.id}\``,
    `Hash, as it stands in entries: ${code(hashOf(ruleSet))}. Reads the vocabulary ${code(ruleSet.vocabulary.id)}. Where everything holds: ${ruleSet.whenHolds}.`,
    ...(parameters.length === 0 ? [] : [table(['parameter (P.)', 'value'], parameters)]),
    ...ruleSet.rules.map(ruleText),
  ].join('\n\n');
}

/** The page of every rule set that was released, with what persons may enter beside it. */
export const rulesPage = (): string =>
  page(
    INTRODUCTION,
    '## Applications',
    ...ruleSets.map(ruleSetText),
    '## Revocation requests',
    ...revocationRuleSets.map(ruleSetText),
    '## What an approval stays bound to',
    `Between approval and signing a case is evaluated again. The dossier and its approvals stand while no branch fails that did not fail before. These facts are kept as they were at the approval: ${codes(factsKeptFromApproval)}.`,
    '## Reasons for deciding against a finding',
    table(
      ['reason', 'Japanese', 'English'],
      Object.entries(overrideReasons).map(([id, { ja, en }]) => [code(id), ja, en]),
    ),
    '## Reasons for a rejection',
    table(
      ['reason', 'article', 'Japanese', 'English'],
      Object.entries(refusalReasons).map(([id, { law, ja, en }]) => [code(id), law, ja, en]),
    ),
  );
