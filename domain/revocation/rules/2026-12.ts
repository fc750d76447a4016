import { factsComplete } from '../../decision/rule-set.ts';
import type { RuleSet } from '../../decision/rule-set.ts';
import { revocationVocabulary } from '../facts.ts';
import { channelRules } from './2026-12/channel-rules.ts';
import { requestRules } from './2026-12/request-rules.ts';

/**
 * Rule set 1 for revocation requests: whether a request is granted (規則6条10号).
 *
 * The request is recorded before any rule runs, and J-LIS being silent only refers it to a person:
 * revoking late does more harm. Never edited once released; a change is a new file with a new id.
 */
export const revocationRuleSet202612: RuleSet = {
  id: 'revocation-2026-12',
  vocabulary: revocationVocabulary,
  parameters: {},
  rules: [factsComplete, ...requestRules, ...channelRules],
  whenHolds: 'grant',
};
