import type { Approvals, Verdict } from './decide.ts';

/** What one approver enters for each finding decided against. */
export const overrideReasons = {
  samePersonConfirmed: { ja: '同一人であることを確認した', en: 'confirmed to be the same person' },
  documentSeen: { ja: '書類を確認した', en: 'a document was seen' },
  callBackMade: { ja: '折り返しの電話をした', en: 'a call-back was made' },
  notationOnly: { ja: '表記の違いだけである', en: 'differs in notation only' },
  registerConsulted: { ja: '登録簿を調べた', en: 'a register was consulted' },
  profilePublished: { ja: '公表されたプロファイルである', en: 'the profile is published' },
  guardianConsent: { ja: '法定代理人の同意がある', en: 'a guardian consents' },
  deliverySettled: { ja: '届け方を決めた', en: 'the delivery is settled' },
  duplicateIntended: { ja: '重複は意図したものである', en: 'the duplicate is intended' },
  other: { ja: 'その他（要記入）', en: 'other (with a note)' },
} as const;

/** The code of a reason for deciding against a finding. */
export type OverrideReason = keyof typeof overrideReasons;

/** Why a named person rejects, with the article it rests on. */
export const refusalReasons = {
  identityNotEstablished: {
    law: '5条',
    ja: '本人であることを確かめられない',
    en: 'identity not established',
  },
  intentNotEstablished: {
    law: '6条2号',
    ja: '申込みの意思を確かめられない',
    en: 'intent not established',
  },
  untrueApplication: {
    law: '法41条',
    ja: '虚偽の申込みの疑いがある',
    en: 'untrue application suspected',
  },
  keyNotAcceptable: { law: '2条', ja: '鍵が基準を満たさない', en: 'key not acceptable' },
  nameNotPossible: {
    law: '6条5号',
    ja: '氏名を証明書に記載できない',
    en: 'the name cannot stand in a certificate',
  },
  deceased: { law: '5条（私見）', ja: '本人が死亡している', en: 'the applicant has died' },
  duplicate: { law: '6条15号イ（私見）', ja: '重複した申込みである', en: 'duplicate application' },
  termsNotMet: { law: '規程', ja: '規程の定めを満たさない', en: 'terms of the CPS not met' },
  other: { law: '規程', ja: 'その他（要記入）', en: 'other (with a note)' },
} as const;

/** The code of a reason for a rejection. */
export type RefusalReason = keyof typeof refusalReasons;

/** One person's approval, on the dossier that the verdict belongs to. */
export interface GivenApproval {
  readonly person: string;
  readonly as: 'approver' | 'examiner';
  /** A reason for each finding decided against, by {@link findingKey}. */
  readonly reasons: Readonly<Record<string, OverrideReason>>;
  readonly note?: string;
}

/** Names a finding in approvals and entries: `rule/code`. */
export function findingKey({ rule, code }: { rule: string; code?: string }): string {
  return `${rule}/${code ?? ''}`;
}

const REASON = /^([A-Za-z][A-Za-z0-9.]*\/[A-Za-z0-9]*)=([A-Za-z]+)$/;

const isOverrideReason = (code: string): code is OverrideReason =>
  Object.hasOwn(overrideReasons, code);

/**
 * Reads the reasons of a statement, `rule/code=reason`, by finding.
 *
 * @returns undefined if one is written otherwise, has no known code, or a finding has two.
 */
export function readReasons(reasons: readonly string[]): GivenApproval['reasons'] | undefined {
  const read = new Map<string, OverrideReason>();
  for (const reason of reasons) {
    const [, finding = '', code = ''] = REASON.exec(reason) ?? [];
    if (!isOverrideReason(code) || read.has(finding)) return undefined;
    read.set(finding, code);
  }
  return Object.fromEntries(read);
}

/**
 * Returns whom an approval by persons needs; undefined where nobody may approve.
 *
 * What holds needs one approver, where persons decide it at all (after an approval was taken back).
 */
export function approvalsNeeded(verdict: Verdict): Approvals | undefined {
  if (verdict.outcome === 'holds') return { approver: 1, examiner: 0 };
  return verdict.outcome === 'refers' ? verdict.approvals : undefined;
}

/** Returns the findings that an approval decides against; they stand in `application.approved`. */
export function overriddenBy(verdict: Verdict): string[] {
  return verdict.notHolding.filter(({ outcome }) => outcome === 'refers').map(findingKey);
}

/**
 * Returns what one approval lacks, or undefined.
 *
 * Every finding decided against needs a coded reason, `other` needs a note, and no reason may be
 * given for a finding that is not there.
 */
export function reasonsProblem(verdict: Verdict, given: GivenApproval): string | undefined {
  const overridden = overriddenBy(verdict);
  const keys = Object.keys(given.reasons);
  const without = overridden.find((key) => !keys.includes(key));
  if (without !== undefined && given.as === 'approver') return `no reason for ${without}`;
  const surplus = keys.find((key) => !overridden.includes(key));
  if (surplus !== undefined) return `a reason for ${surplus}, which was not found`;
  const isUnknown = Object.values(given.reasons).some(
    (code) => !Object.hasOwn(overrideReasons, code),
  );
  if (isUnknown) return 'an unknown reason';
  const needsNote = Object.values(given.reasons).includes('other');
  return needsNote && (given.note ?? '') === '' ? 'other needs a note' : undefined;
}

/** Returns whom the approvals given still lack; undefined where nobody may approve. */
export function approvalsMissing(
  verdict: Verdict,
  given: readonly GivenApproval[],
): Approvals | undefined {
  const needed = approvalsNeeded(verdict);
  if (needed === undefined) return undefined;
  // One person counts once, whatever the number of accounts, acts or roles.
  const byPerson = new Map(given.map(({ person, as }) => [person, as] as const));
  const count = (role: GivenApproval['as']) =>
    [...byPerson.values()].filter((as) => as === role).length;
  return {
    approver: Math.max(0, needed.approver - count('approver')),
    examiner: Math.max(0, needed.examiner - count('examiner')),
  };
}
