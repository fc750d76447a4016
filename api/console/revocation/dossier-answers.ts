import type { CaseFile } from '../../../db/inspection/case-file.ts';
import type { CallbackQuestion } from '../../../domain/revocation/callback.ts';
import { readCaseOctets } from '../application/case-evidence.ts';
import { isoOf } from '../clock.ts';
import type { OpenedRecords } from '../inspection/sealed-records.ts';

/** What the dossier of an application says of the person, for whoever is on the telephone. It is shown, never recorded. */
export interface DossierAnswers {
  /** The number on file. */
  readonly telephone: string | undefined;
  readonly birthDate: string | undefined;
  readonly answers: Readonly<Record<CallbackQuestion, string | undefined>>;
}

function telephoneIn(file: CaseFile, records: OpenedRecords): string | undefined {
  const record = file.evidence.findLast(({ kind }) => kind === 'contactRecord');
  const octets = record && records.objects(file, [record], () => ['telephone']).get(record.sha256);
  if (!octets) return undefined;
  const { telephone } = JSON.parse(octets.toString('utf8')) as { telephone?: unknown };
  return typeof telephone === 'string' ? telephone : undefined;
}

/** Opens what is asked on the telephone: number, birth date, and the three answers. */
export function dossierAnswers(file: CaseFile, records: OpenedRecords): DossierAnswers {
  const applied = isoOf(file.receivedAt).slice(0, 7);
  const portal = file.portalName ?? undefined;
  if (!records.hasKeys(file)) {
    const answers = { address: undefined, appliedIn: applied, portal };
    return { telephone: undefined, birthDate: undefined, answers };
  }
  const card = readCaseOctets(file, records).signer?.certificate;
  const isRead = card !== undefined && card.encoding !== 'unreadable';
  const born = isRead && card.birthDate.verdict === 'known' ? card.birthDate.date : undefined;
  const address = isRead ? card.attributes.values.address : undefined;
  return {
    telephone: telephoneIn(file, records),
    birthDate: born,
    answers: { address, appliedIn: applied, portal },
  };
}
