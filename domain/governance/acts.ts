/** The trusted roles (規則6条15号イ・ロ; RFC 3647 §5.2.1). */
export const roles = {
  RC: { ja: '受付', en: 'reception' },
  EX: { ja: '審査担当者', en: 'examiner' },
  AP: { ja: '承認者', en: 'approver' },
  IO: { ja: '発行担当者', en: 'issuing operator' },
  RP: { ja: '責任を有する者', en: 'responsible person' },
  AD: { ja: 'システム管理者', en: 'administrator' },
  AU: { ja: '監査担当者', en: 'auditor' },
  CU: { ja: '鍵の保管者', en: 'custodian' },
} as const;

/** A trusted role. */
export type Role = keyof typeof roles;

/**
 * How a role may act: alone; with a second person of the row; with a second person who confirms
 * afterwards; or with a grant that names the purpose.
 */
export type Permission = 'alone' | 'withSecond' | 'withSecondAfter' | 'withGrant';

type Permissions = Readonly<Partial<Record<Role, Permission>>>;

/** An act, and who may do it; a role that is not named may not. */
export interface ActRow {
  readonly en: string;
  readonly may: Permissions;
}

const each = (permission: Permission, ...holders: readonly Role[]): Permissions =>
  Object.fromEntries(holders.map((role) => [role, permission]));

const alone = (...holders: readonly Role[]) => each('alone', ...holders);
const two = (...holders: readonly Role[]) => each('withSecond', ...holders);

/** The table of acts (規則6条15号ロ: 業務の分担). An act without a row is refused. */
export const actTable = {
  enterPaper: { en: 'enter paper, scan, register originals', may: alone('RC', 'EX') },
  secondDataEntry: { en: 'second data entry, comparison', may: alone('RC', 'EX') },
  checkDocuments: { en: "document checklist, examiner's finding", may: alone('EX') },
  claimOrNote: { en: 'claim, hold, note', may: alone('RC', 'EX', 'AP') },
  returnForCorrection: { en: 'return for correction, other route', may: alone('EX', 'AP') },
  approve: { en: 'approve (A)', may: alone('AP') },
  approveWithSecond: { en: 'approve (A2)', may: two('AP') },
  reject: { en: 'reject', may: alone('AP') },
  rejectWithSuspicion: { en: 'reject with suspicion of 法41条', may: two('AP') },
  takeApprovalBack: { en: 'take an approval back', may: alone('AP') },
  instructIssuing: { en: 'instruct issuing (発行指示)', may: alone('IO') },
  sealLetterLot: { en: 'seal a letter lot', may: two('RC', 'IO') },
  orderResend: { en: 'order a resend, unlock', may: alone('AP') },
  takeRequest: {
    en: 'take a revocation call, record a form or a withdrawal on request',
    may: alone('RC', 'EX', 'AP'),
  },
  decideRevocation: { en: 'grant or refuse a revocation (A)', may: alone('AP') },
  decideRevocationWithSecond: { en: 'grant or refuse a revocation (A2)', may: two('AP') },
  revokeInEmergency: { en: 'emergency revocation', may: each('withSecondAfter', 'AP', 'CU') },
  confirmEmergency: { en: 'confirmation of an emergency revocation', may: alone('AP', 'CU') },
  suspend: { en: 'suspend', may: alone('AP', 'CU') },
  massRevocation: { en: 'mass revocation', may: two('AP') },
  breakGlass: {
    en: 'break-glass CRL, record a revocation in the room',
    may: two('CU'),
  },
  takeDuty: { en: 'take and leave duty as RP', may: alone('RP') },
  switchOff: { en: 'switch off (stop)', may: alone('EX', 'AP', 'IO', 'RP', 'AD', 'CU') },
  switchOn: { en: 'switch on again', may: two('AP', 'RP') },
  switchOnAllSigning: { en: 'switch allSigning on again', may: two('AP', 'RP', 'CU') },
  adoptRules: {
    en: 'rule set, policy, profile, accreditations, templates',
    may: two('AP', 'RP'),
  },
  acceptInRoom: {
    en: 'accept a rule set, profile, duties or officer register in the room',
    may: two('CU'),
  },
  administerAccess: {
    en: 'roles, officers, terminals, portals, permissions',
    may: two('RP', 'AD'),
  },
  manageIssuerKeys: {
    en: 'generate, accredit, start, end, retire, back up, destroy issuer keys',
    may: two('CU'),
  },
  discloseOrCorrect: { en: 'disclosure, correction of a record', may: two('AP', 'RP') },
  grantDecryption: { en: 'decryption grant for an auditor', may: two('RP', 'AD') },
  destroyRecords: {
    en: 'destroy a chain key, an original, J-LIS data',
    may: two('RP', 'AD', 'CU'),
  },
  rebaseCase: { en: 'rebase a case to another rule set', may: two('AP', 'RP') },
  fileDocuments: {
    en: 'book 3 and 4 documents',
    may: { ...alone('RC'), ...two('AP', 'RP', 'AD') },
  },
  secondLook: { en: 'second look at an automatic approval', may: alone('AP', 'AU') },
  readBooks: { en: 'sample, replay, read the books', may: alone('RP', 'AU') },
  readPersonalData: {
    en: 'read personal data of a case (logged, with purpose)',
    may: { ...alone('RC', 'EX', 'AP', 'IO', 'RP'), ...each('withGrant', 'AU') },
  },
  operateSystems: { en: 'deploy, restore, recover, export all', may: two('AD', 'CU') },
} as const satisfies Readonly<Record<string, ActRow>>;

/** An act of the table. */
export type ActId = keyof typeof actTable;

/** Returns how a role may do an act; undefined where it may not, and for an act without a row. */
export function permissionFor(act: string, role: Role): Permission | undefined {
  const table: Readonly<Record<string, ActRow>> = actTable;
  return Object.hasOwn(table, act) ? table[act]?.may[role] : undefined;
}

const preference: readonly Permission[] = ['alone', 'withSecondAfter', 'withSecond', 'withGrant'];

/** Returns how somebody with these roles may do an act: the freest way that one of them gives. */
export function permissionOf(act: string, held: readonly Role[]): Permission | undefined {
  const given = held.map((role) => permissionFor(act, role));
  return preference.find((permission) => given.includes(permission));
}
