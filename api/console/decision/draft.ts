import type { CaseFile } from '../../../db/inspection/case-file.ts';
import type { Verdict } from '../../../domain/decision/decide.ts';
import {
  correctionLetter,
  refusalLetter,
  transferLetter,
} from '../../../domain/decision/letters.ts';
import {
  findingKey,
  overriddenBy,
  overrideReasons,
  refusalReasons,
  type RefusalReason,
} from '../../../domain/decision/overrides.ts';
import {
  isNoticeChannel,
  isNoticeSubject,
  mayRecordNotice,
} from '../../../domain/decision/notice.ts';
import { findRuleSet } from '../../../domain/decision/rule-sets.ts';
import { sentenceFor } from '../../../domain/decision/sentences.ts';
import {
  statedActOf,
  type DecisionContent,
  type DecisionKind,
  type StaffContent,
} from '../../../domain/decision/staff-decision.ts';
import { routeOfTransfer, transferItem } from '../../../domain/decision/transfer.ts';
import { isWithdrawalChannel } from '../../../domain/decision/withdrawal.ts';
import { announcedHolidays, deadlineAfter } from '../../../domain/governance/business-days.ts';
import { defaultPeriods } from '../../../domain/governance/policy.ts';
import type { Statement } from '../../../domain/governance/statement.ts';
import { verdictOf } from './duties.ts';

/** A decision that a person has chosen and not signed. */
export interface Choice {
  readonly kind: DecisionKind;
  readonly file: CaseFile;
  readonly officerId: string;
  readonly role: string;
  readonly terminal: string;
  /** What the form says, by the names of its fields. */
  readonly fields: URLSearchParams;
  /** When the page was made: a deadline in a letter counts from here. */
  readonly at: Date;
  /** 文書番号 of the letter. */
  readonly document: string;
}

/** What will be signed and recorded, whole. */
export interface Draft {
  readonly content: StaffContent;
  /** Undefined for what no passkey signs. */
  readonly statement: Statement | undefined;
  readonly letter: { readonly kind: 'notice' | 'refusalLetter'; readonly text: string } | undefined;
}

/** Reasons to reject for; the suspicion of 法41条 takes two. */
export const REFUSAL_CHOICES = Object.keys(refusalReasons) as RefusalReason[];

/** Name of the field that holds the reason for a finding. */
export const reasonField = (finding: string): string => `reason:${finding}`;

/**
 * Makes a draft of what was chosen, the same from the same fields: what the page showed is what is signed.
 *
 * @returns undefined as long as something is still to be chosen, or the case has no dossier.
 */
export function draftOf(choice: Choice): Draft | undefined {
  const { kind, file, officerId, role, terminal } = choice;
  if (kind === 'withdraw') return withdrawalOf(choice);
  if (kind === 'notice') return noticeOf(choice);
  const decided = kind === 'instruct' || kind === 'withdrawApproval';
  const dossierSha256 = (decided ? file.decision : file.evaluation)?.dossierSha256;
  const verdict = verdictOf(file);
  const reasons = verdict && reasonsOf(choice, verdict);
  if (dossierSha256 === undefined || !reasons) return undefined;
  const said = { officer: officerId, role, terminal, reasons };
  const stated = statedActOf(kind, role);
  return {
    letter: letterOf(choice, reasons),
    content: { v: 1, kind, dossierSha256, ...said, ...answerOf(choice) },
    statement: stated && {
      v: 1,
      act: stated,
      contentSha256: dossierSha256,
      subject: file.id,
      ...said,
    },
  };
}

/** What was asked for by which channel; nothing of it is signed. */
function withdrawalOf({ officerId, role, terminal, fields }: Choice): Draft | undefined {
  const channel = fields.get('channel') ?? '';
  if (!isWithdrawalChannel(channel)) return undefined;
  const said = { officer: officerId, role, terminal, reasons: [channel] };
  return {
    content: { v: 1, kind: 'withdraw', ...said },
    statement: undefined,
    letter: undefined,
  };
}

/** What was told by which way; nothing of it is signed. */
function noticeOf({ officerId, role, terminal, fields }: Choice): Draft | undefined {
  const about = fields.get('about') ?? '';
  const channel = fields.get('channel') ?? '';
  if (!isNoticeSubject(about) || !isNoticeChannel(channel)) return undefined;
  if (!mayRecordNotice(about, role)) return undefined;
  const said = { officer: officerId, role, terminal, reasons: [about, channel] };
  return { content: { v: 1, kind: 'notice', ...said }, statement: undefined, letter: undefined };
}

function reasonsOf({ kind, fields }: Choice, verdict: Verdict): string[] | undefined {
  if (kind === 'reject') {
    const reason = fields.get('reason') ?? '';
    return REFUSAL_CHOICES.some((each) => each === reason) ? [reason] : undefined;
  }
  if (kind === 'return') {
    const open = verdict.notHolding.map(findingKey);
    const items = [...new Set(fields.getAll('item'))].filter((item) => open.includes(item));
    return items.length > 0 ? items.toSorted() : undefined;
  }
  if (kind === 'transfer') {
    const items = [transferItem(fields.get('route') ?? '')];
    return routeOfTransfer(items) === undefined ? undefined : items;
  }
  return kind === 'approve' ? overridesChosen(fields, overriddenBy(verdict)) : [];
}

function overridesChosen(
  fields: URLSearchParams,
  findings: readonly string[],
): string[] | undefined {
  const chosen = findings.map((finding) => [finding, fields.get(reasonField(finding)) ?? '']);
  const isWhole = chosen.every(([, code = '']) => Object.hasOwn(overrideReasons, code));
  return isWhole ? chosen.map((pair) => pair.join('=')).toSorted() : undefined;
}

const answerByOf = (at: Date): string =>
  new Date(deadlineAfter(at.getTime(), defaultPeriods.correction, announcedHolidays)).toISOString();

const answerOf = ({ kind, at }: Choice): Pick<DecisionContent, 'answerBy'> =>
  kind === 'return' || kind === 'transfer' ? { answerBy: answerByOf(at) } : {};

function letterOf(choice: Choice, reasons: readonly string[]): Draft['letter'] {
  const { kind, file, document, at } = choice;
  const head = { document, applicationId: file.id };
  if (kind === 'reject') {
    const [reason = 'other'] = reasons;
    const text = refusalLetter({ ...head, reason: reason as RefusalReason });
    return { kind: 'refusalLetter', text };
  }
  const route = kind === 'transfer' ? routeOfTransfer(reasons) : undefined;
  if (route !== undefined) {
    const text = transferLetter({ ...head, route, answerBy: answerByOf(at) });
    return { kind: 'notice', text };
  }
  if (kind !== 'return') return undefined;
  const sentences = reasons.map((item) => sentenceOf(item, file));
  return {
    kind: 'notice',
    text: correctionLetter({ ...head, sentences, answerBy: answerByOf(at) }),
  };
}

function sentenceOf(item: string, { evaluation }: CaseFile): string {
  const [rule = '', code = ''] = item.split('/');
  const ruleSet = evaluation && findRuleSet(evaluation.ruleSetId);
  return ruleSet ? sentenceFor({ rule, code }, ruleSet).ja : item;
}
