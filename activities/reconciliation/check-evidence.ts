import { casesWithEvidence, keptPacks } from '../../adapters/evidence-store/kept-packs.ts';
import { placeOfAct } from '../../adapters/evidence-store/place-of-act.ts';
import { japanDate, printDate } from '../../domain/governance/calendar.ts';
import {
  missingDocuments,
  namedActs,
  namedEvidence,
  namedReads,
  unknownCases,
  type NamedEvidence,
} from '../../db/reconciliation/named-evidence.ts';
import type { OfficeDatabase } from '../../db/office-database.ts';
import type { SideFigures } from '../../domain/reconciliation/equation.ts';

/** Cases that are named at most: a person looks at the first of them. */
const NAMED_MAX = 20;

/** Evidence is written before its entry: what is younger may be on its way. */
const ON_ITS_WAY_MS = 24 * 3600 * 1000;

/** Cases asked about at once. */
const PAGE = 500;

const CASE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Lists of reads by the folder of their day. */
async function readsByFolder(db: OfficeDatabase): Promise<Map<string, string[]>> {
  const folders = new Map<string, string[]>();
  for (const { hour, sha256 } of await namedReads(db)) {
    const folder = `access-${printDate(japanDate(hour.getTime()))}`;
    folders.set(folder, [...(folders.get(folder) ?? []), sha256]);
  }
  return folders;
}

class Tally {
  named = 0;
  erased = 0;
  missing = 0;
  unnamedOver1day = 0;
  readonly cases: string[] = [];

  blame(caseId: string): void {
    if (this.cases.length < NAMED_MAX && this.cases.at(-1) !== caseId) this.cases.push(caseId);
  }
}

/**
 * Q22: holds the evidence that entries name against what lies in the store, case by case, and looks for
 * packs that hold nothing of what is named: a receipt that died before its commit leaves one. Only heads
 * of packs are read, and a page of cases at a time, so any number of them fits.
 */
export async function checkEvidence(
  db: OfficeDatabase,
  evidenceDir: string,
  asOf: Date,
): Promise<SideFigures> {
  const tally = new Tally();
  const oldest = new Date(asOf.getTime() - ON_ITS_WAY_MS);
  for await (const page of namedEvidence(db)) {
    for (const named of page) checkCase(tally, evidenceDir, { named, oldest });
  }
  const named = await readsByFolder(db);
  for (const { act, hashes } of await namedActs(db)) named.set(placeOfAct(act).caseId, [...hashes]);
  for (const [folder, hashes] of named) {
    checkCase(tally, evidenceDir, { named: { caseId: folder, hashes, isErased: false }, oldest });
  }
  for (const names of casesWithEvidence(evidenceDir)) {
    const caseIds = names.filter((name) => CASE_ID.test(name));
    const strays = names.filter((name) => !CASE_ID.test(name) && !named.has(name));
    for (const caseId of strays) checkUnknown(tally, evidenceDir, { caseId, oldest });
    for (let at = 0; at < caseIds.length; at += PAGE) {
      const unknown = await unknownCases(db, caseIds.slice(at, at + PAGE));
      for (const caseId of unknown) checkUnknown(tally, evidenceDir, { caseId, oldest });
    }
  }
  const { named: count, erased, missing, unnamedOver1day, cases } = tally;
  const documentsMissing = await missingDocuments(db);
  return { named: count, erased, missing, unnamedOver1day, documentsMissing, cases };
}

function checkCase(
  tally: Tally,
  evidenceDir: string,
  { named, oldest }: { readonly named: NamedEvidence; readonly oldest: Date },
): void {
  const { caseId, hashes, isErased } = named;
  const packs = keptPacks(evidenceDir, caseId);
  const kept = new Set(packs.flatMap(({ objects }) => objects.map(({ sha256 }) => sha256)));
  const names = new Set(hashes);
  const absent = hashes.filter((hash) => !kept.has(hash)).length;
  const unnamed = packs.filter(
    ({ keptAt, objects }) => keptAt < oldest && !objects.some(({ sha256 }) => names.has(sha256)),
  );
  tally.named += hashes.length;
  if (isErased) tally.erased += hashes.length;
  // Of an erased chain the packs may be gone, too: what they held can be read by nobody.
  else tally.missing += absent;
  tally.unnamedOver1day += unnamed.length;
  if ((absent > 0 && !isErased) || unnamed.length > 0) tally.blame(caseId);
}

/** Evidence of a case that no entry is about. */
function checkUnknown(
  tally: Tally,
  evidenceDir: string,
  { caseId, oldest }: { readonly caseId: string; readonly oldest: Date },
): void {
  const packs = keptPacks(evidenceDir, caseId).filter(({ keptAt }) => keptAt < oldest);
  if (packs.length > 0) tally.blame(caseId);
  tally.unnamedOver1day += packs.length;
}
