import { createCaseLeases } from '../decision/case-leases.ts';
import { createLetterInputs } from '../dispatch/letter-inputs.ts';
import { createPaperReceipts } from '../issuance/paper-receipts.ts';
import { createLotRecords } from '../dispatch/lot-records.ts';
import { createGovernanceActs } from '../governance/act-inputs.ts';
import { createMassRevocationRecords } from '../revocation/mass-revocation-records.ts';
import { createActEffects } from './act-effects.ts';
import { createDecisionInputs } from '../decision/record-decision.ts';
import { listMarks } from '../anchoring/marks.ts';
import { prepareEnrolments } from '../governance/enrolments.ts';
import { prepareIdentities } from '../governance/identities.ts';
import { servicesInForce } from '../governance/documents.ts';
import { createDutyRoster } from '../governance/duty-roster.ts';
import { prepareLocks } from '../governance/sign-in-locks.ts';
import { listPortals } from '../governance/portals.ts';
import { prepareTerminals } from '../governance/terminals.ts';
import { countJlisWaits } from '../identity/jlis-waits.ts';
import { findReconciliation, listReconciliations } from '../reconciliation/reconciliations.ts';
import { createOwnCases } from '../governance/own-cases.ts';
import type { OfficeDatabase } from '../office-database.ts';
import { prepareAccess } from './access.ts';
import { prepareBookReader } from './book-reader.ts';
import { prepareCaseFile } from './case-file.ts';
import { prepareCertificates } from './certificates.ts';
import { createRevocationRecords } from './revocation-records.ts';
import { prepareCaseSearch } from './case-search.ts';
import { prepareDispatches } from './dispatches.ts';
import { prepareMorningCheck } from './morning-check.ts';
import { preparePasskeys } from './passkeys.ts';
import { prepareQueue } from './queue.ts';
import { prepareSessions } from './sessions.ts';
import { prepareStatistics } from './statistics.ts';
import { prepareStaffRegister } from './staff-register.ts';
import { prepareStaff } from './staff.ts';

/** Everything the console reads and records, on one database. */
export const openConsoleRecords = (db: OfficeDatabase) => ({
  queue: prepareQueue(db),
  search: prepareCaseSearch(db),
  caseFile: prepareCaseFile(db),
  books: prepareBookReader(db),
  access: prepareAccess(db),
  staff: prepareStaff(db),
  ownCaseOf: createOwnCases(db),
  staffRegister: prepareStaffRegister(db),
  services: (at: Date) => servicesInForce(db, at),
  sessions: prepareSessions(db),
  passkeys: preparePasskeys(db),
  identities: prepareIdentities(db),
  enrolments: prepareEnrolments(db),
  terminals: prepareTerminals(db),
  portalRegister: listPortals(db),
  locks: prepareLocks(db),
  leases: createCaseLeases(db),
  decisions: createDecisionInputs(db),
  duty: createDutyRoster(db),
  morning: prepareMorningCheck(db),
  statistics: prepareStatistics(db),
  dispatches: prepareDispatches(db),
  acts: createGovernanceActs(db),
  actEffects: createActEffects(db),
  massRevocations: createMassRevocationRecords(db),
  lots: createLotRecords(db),
  letterInputs: createLetterInputs(db),
  paperReceipts: createPaperReceipts(db),
  certificates: prepareCertificates(db),
  revocations: createRevocationRecords(db),
  anchoring: () => listMarks(db),
  jlisWaits: (now: Date) => countJlisWaits(db, now),
  reconciliations: (limit: number) => listReconciliations(db, limit),
  reconciliation: (day: string) => findReconciliation(db, day),
});
