/** Documents of book 3 and acts under dual control, and the item of 規則12条1項 each belongs to. */

import type { Item } from './row.ts';

interface Place {
  readonly item: Item;
  /** No item names it: it stands where an inspector would look for it. */
  readonly byJudgement?: true;
}

/** The closed list of `documentType`, with the item of each. */
export const DOCUMENT_TYPES = {
  certificatePolicy: { item: '3イ' },
  certificationPracticeStatement: { item: '3イ' },
  terms: { item: '3イ' },
  explanation: { item: '3イ', byJudgement: true },
  accreditations: { item: '3イ', byJudgement: true },
  procedure: { item: '3ロ' },
  ruleSet: { item: '3ロ', byJudgement: true },
  policy: { item: '3ロ', byJudgement: true },
  profile: { item: '3ロ', byJudgement: true },
  template: { item: '3ロ', byJudgement: true },
  riskRegister: { item: '3ロ', byJudgement: true },
  crisisPlan: { item: '3ロ', byJudgement: true },
  responsibilities: { item: '3ハ' },
  chainOfCommand: { item: '3ハ' },
  roleTable: { item: '3ハ' },
  staffing: { item: '3ハ', byJudgement: true },
  outsourcingContract: { item: '3ニ' },
  jlisAgreement: { item: '3ニ', byJudgement: true },
  portalContract: { item: '3ニ', byJudgement: true },
  providerReport: { item: '3ニ', byJudgement: true },
  auditResult: { item: '3ホ' },
  inspectionReport: { item: '3ホ', byJudgement: true },
} as const satisfies Readonly<Record<string, Place>>;

/** Type of a document of book 3. */
export type DocumentType = keyof typeof DOCUMENT_TYPES;

const KINDS_OF_THEIR_OWN = {
  keyGeneration: '1チ',
  keyActivation: '1チ',
  keyBackup: '1チ',
  keyDestruction: '1チ',
  keyState: '1チ',
  massRevocation: '2ロ',
  rebase: '3ロ',
  officer: '4ニ',
  role: '4ニ',
  terminal: '4ニ',
  portal: '4ニ',
  permission: '4ニ',
  officerRegister: '4ニ',
  switchOn: '4ニ',
  disclosure: '4ト',
  grant: '4ト',
  recordCorrection: '4ト',
  chainErasure: '4ト',
  jlisPurge: '4ト',
  originalDestruction: '4ト',
  runTermination: '4ト',
  export: '4ト',
} as const satisfies Readonly<Record<string, Item>>;

/**
 * The closed list of `actKind`: a kind of its own, or the type of the document that the act adopts
 * or withdraws. Results of audits (3ホ) are recorded, not decided, so they are no acts.
 */
export type ActKind =
  | keyof typeof KINDS_OF_THEIR_OWN
  | {
      [T in DocumentType]: (typeof DOCUMENT_TYPES)[T]['item'] extends '3ホ' ? never : T;
    }[DocumentType];

/** The item of each kind of act. */
export const ACT_KINDS = {
  ...KINDS_OF_THEIR_OWN,
  ...Object.fromEntries(
    Object.entries(DOCUMENT_TYPES)
      .filter(([, { item }]) => item !== '3ホ')
      .map(([type, { item }]) => [type, item]),
  ),
} as Readonly<Record<ActKind, Item>>;
