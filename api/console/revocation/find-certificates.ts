import type { CaseFile } from '../../../db/inspection/case-file.ts';
import type { FoundCertificate } from '../../../db/inspection/certificates.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import { nameKey } from '../../../domain/identity/names.ts';
import { PAGE_SIZE } from '../application/case-row.ts';
import { planSearch, type SearchPlan } from '../application/search-view.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import { standingOf, type CertificateCardView } from './certificate-card.tsx';
import { dossierAnswers } from './dossier-answers.ts';
import { PURPOSE } from './open-request.ts';

/** What somebody typed to find a certificate. */
export interface CertificateSearch {
  /** Number of an application or a certificate, a day, a portal: names are in no index. */
  readonly number: string;
  readonly name: string;
  readonly birth: string;
}

/** A certificate that was found, and whether name and birth date are those that were said. */
export interface FoundCard extends CertificateCardView {
  /** Undefined where none was typed. */
  readonly isName: boolean | undefined;
  readonly isBirth: boolean | 'unknown' | undefined;
}

/** What a search gave. */
export type CertificatesFound =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'noNames' }
  | { readonly kind: 'found'; readonly cards: readonly FoundCard[]; readonly isCut: boolean };

/** Certificates whose holders are looked at closely for one call. */
const LOOKED_AT_MAX = 8;

async function candidates(
  { records, now }: ConsoleDependencies,
  plan: Extract<SearchPlan, { kind: 'query' }>,
): Promise<{ readonly found: FoundCertificate[]; readonly isCut: boolean }> {
  const { query } = plan;
  if (query.by === 'serial') {
    return { found: await records.certificates.bySerial(query.serialNumber), isCut: false };
  }
  const page = { now: now(), limit: PAGE_SIZE + 1 };
  const cases = await records.search.find(query, page);
  const ids = cases.slice(0, PAGE_SIZE).map(({ id }) => id);
  const found = await records.certificates.ofCases(ids);
  return { found, isCut: cases.length > PAGE_SIZE };
}

/**
 * Finds certificates by what stands in the clear, and looks whose they are. A name narrows what was found; by itself it finds
 * nobody, because names are sealed. Every name and birth date that is looked at is recorded as read (規則12条1項4号ト).
 */
export async function findCertificates(
  dependencies: ConsoleDependencies,
  officer: StaffMember,
  search: CertificateSearch,
): Promise<CertificatesFound | undefined> {
  const { number, name } = search;
  if (number === '') return name === '' && search.birth === '' ? undefined : { kind: 'noNames' };
  const { records, sealed } = dependencies;
  const plan = planSearch(number, await records.search.portals());
  if (plan.kind !== 'query') return { kind: 'noNames' };
  const { found, isCut } = await candidates(dependencies, plan);
  const named = await sealed.open({ officer, purpose: PURPOSE }, (opened) =>
    found.map((certificate) => ({
      certificate,
      name: opened.name({ ...certificate, id: certificate.caseId }),
    })),
  );
  const wanted = nameKey(name.normalize('NFC'));
  const isName = (own: string | undefined): boolean | undefined =>
    name === '' ? undefined : own !== undefined && nameKey(own).includes(wanted);
  // By a number there is one holder, and that the name differs is to be seen; a day has many.
  const isOne = plan.query.by === 'number' || plan.query.by === 'serial';
  const left = named.filter((each) => isOne || isName(each.name) !== false);
  if (left.length === 0) return { kind: 'nothing' };
  const shown = left.slice(0, LOOKED_AT_MAX);
  const cards = await cardsOf(dependencies, { officer, search }, shown);
  const withNames = cards.map((card) => ({ ...card, isName: isName(card.name) }));
  return { kind: 'found', cards: withNames, isCut: isCut || left.length > shown.length };
}

interface Named {
  readonly certificate: FoundCertificate;
  readonly name: string | undefined;
}

/** What is known of each: whether it is good, and the birth date where one was said. */
async function cardsOf(
  { records, sealed, now }: ConsoleDependencies,
  by: { readonly officer: StaffMember; readonly search: CertificateSearch },
  shown: readonly Named[],
) {
  const { officer, search } = by;
  const loaded = await Promise.all(
    shown.map(async ({ certificate }) => ({
      requests: await records.revocations.ofSerial(certificate.serialNumber),
      file: search.birth === '' ? undefined : await records.caseFile(certificate.caseId),
    })),
  );
  return sealed.open({ officer, purpose: PURPOSE }, (opened) =>
    shown.map(({ certificate, name }, index) => {
      const { requests = [], file } = loaded[index] ?? {};
      const birthDate = file && dossierBirth(file, opened);
      const isBirth = search.birth === '' ? undefined : matchBirth(birthDate, search.birth);
      const standing = standingOf(certificate, requests, now());
      return { certificate, name, standing, birthDate, isBirth };
    }),
  );
}

const dossierBirth = (file: CaseFile, opened: Parameters<typeof dossierAnswers>[1]) =>
  dossierAnswers(file, opened).birthDate;

const matchBirth = (known: string | undefined, said: string): boolean | 'unknown' =>
  known === undefined ? 'unknown' : known === said;
