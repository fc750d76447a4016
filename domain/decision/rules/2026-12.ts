import { vocabulary1 } from '../facts.ts';
import { factsComplete } from '../rule-set.ts';
import type { RuleSet } from '../rule-set.ts';
import { controlRules } from './2026-12/control-rules.ts';
import { dutyRules } from './2026-12/duty-rules.ts';
import { guardRules } from './2026-12/guard-rules.ts';
import { jlisRules } from './2026-12/jlis-rules.ts';
import { jpkiRules } from './2026-12/jpki-rules.ts';
import { keyRules } from './2026-12/key-rules.ts';
import { nameRules } from './2026-12/name-rules.ts';
import { ownRules } from './2026-12/own-rules.ts';
import { paperRules } from './2026-12/paper-rules.ts';
import { personRules } from './2026-12/person-rules.ts';
import { signatureRules } from './2026-12/signature-rules.ts';
import { textRules } from './2026-12/text-rules.ts';
import { parameters } from './2026-12/words.ts';

/**
 * Rule set 1: whether a certificate application is approved (規則6条15号イ).
 *
 * Never edited once released; a change is a new file with a new id.
 */
export const ruleSet202612: RuleSet = {
  id: '2026-12',
  vocabulary: vocabulary1,
  parameters,
  rules: [
    factsComplete,
    ...textRules,
    ...dutyRules,
    ...signatureRules,
    ...jpkiRules,
    ...jlisRules,
    ...ownRules,
    ...paperRules,
    ...nameRules,
    ...personRules,
    ...keyRules,
    ...guardRules,
    ...controlRules,
  ],
  whenHolds: 'approve',
};
