import { aPortalKey } from '../../../portal-keys.ts';
import { createHash } from 'node:crypto';
import { commit, drawR } from '../../../../books/commitment.ts';
import { openEnrolment } from '../../../../db/governance/enrolments.ts';
import type { OfficeDatabase } from '../../../../db/office-database.ts';
import {
  dutyRoster,
  governanceDocuments,
  officers,
  portals,
} from '../../../../db/schema/governance.ts';
import { uuidV7 } from '../../../../db/uuid.ts';
import { SEED_NOW } from './case-plans.ts';

const member = (id: string, name: string, ...roles: readonly string[]) => ({
  id,
  person: id.replace('officer', 'person'),
  name,
  roles,
  personRoles: roles,
});

/** Staff of the seed; every role once at least. All are invented. */
export const STAFF = [
  member('officer-01', '三宅 和彦', 'approver', 'responsiblePerson'),
  member('officer-02', '小野寺 真紀', 'examiner'),
  member('officer-03', '長谷部 亮', 'approver'),
  member('officer-04', '田所 梢', 'reception'),
  member('officer-05', '森本 健吾', 'administrator'),
  member('officer-06', '河合 直人', 'auditor'),
  member('officer-07', '岸 由美', 'issuingOperator'),
] as const;

const FROM = new Date('2026-10-01T00:00:00+09:00');

const ACCREDITATIONS = {
  v: 1,
  services: [
    {
      id: 'demo-simultaneous',
      name: { ja: '署名用証明書(同時送付)', en: 'Signing certificate (key with application)' },
      accreditationsHeld: 'jpkiItem5',
      simultaneousOpenUnderAct: false,
      simultaneousOpenUnderJpkiItem5: true,
      certificateTypes: ['basic', 'attribute'],
      jlisAgreement: 'inForce',
    },
    {
      id: 'demo-code',
      name: { ja: '署名用証明書(識別符号)', en: 'Signing certificate (key after code)' },
      accreditationsHeld: 'act',
      simultaneousOpenUnderAct: false,
      simultaneousOpenUnderJpkiItem5: false,
      certificateTypes: ['basic', 'attribute'],
      jlisAgreement: 'inForce',
    },
  ],
};

/** Registers of the office: staff, duty, portal and the accreditations in force. */
export async function seedOffice(db: OfficeDatabase): Promise<void> {
  await db.insert(officers).values(
    STAFF.map(({ id, person, name, roles }) => ({
      id,
      person,
      name,
      roles: [...roles],
      nameCommitment: commit({ kind: 'officerName', r: drawR(), value: name }),
    })),
  );
  // By it a demonstration gives each a passkey in software.
  for (const { id: officerId } of STAFF) {
    const by = { id: 'operator-01', role: 'operator', terminal: 'office-worker' };
    const enrolment = { actId: uuidV7(), subject: { officerId }, by, at: SEED_NOW };
    await db.transaction((tx) => openEnrolment(tx, enrolment));
  }
  await db.insert(dutyRoster).values({ officerId: 'officer-01', from: FROM });
  await db.insert(portals).values({
    id: 'sample-portal',
    name: '見本ポータル',
    tokenSha256: createHash('sha256').update('seed').digest('hex'),
    keys: [aPortalKey('2026-10'), aPortalKey('2027-10', 'Ed25519')],
    applicationsPerHour: 100,
  });
  const content = Buffer.from(JSON.stringify(ACCREDITATIONS));
  await db.insert(governanceDocuments).values({
    documentType: 'accreditations',
    version: '2026-10-01',
    sha256: createHash('sha256').update(content).digest('hex'),
    content,
    effectiveFrom: FROM,
  });
}
