import type { CaseFile } from '../../../db/inspection/case-file.ts';
import { textChanges, type TextChange } from '../../../domain/application/text-changes.ts';
import { standingApprovals } from '../../../domain/decision/given-approvals.ts';
import type { CaseEvent } from '../../../domain/governance/past-acts.ts';
import type { OpenedRecords, SealedObject } from '../inspection/sealed-records.ts';

/** What an applicant changed with a version. */
export interface VersionView {
  readonly caseId: string;
  readonly edition: number;
  /** Number of the newest version. */
  readonly newest: number;
  /** Undefined of the first version, and where a text cannot be read any more. */
  readonly changes: readonly TextChange[] | undefined;
  /** People whose approval of an earlier version is void. */
  readonly voided: readonly string[];
  /** Hashes of the texts, this one's and the one's before. */
  readonly text: string | undefined;
  readonly textBefore: string | undefined;
}

const textOf = ({ evidence }: CaseFile, edition: number): SealedObject | undefined =>
  evidence.find((object) => object.kind === 'signedText' && object.edition === edition);

/** Reads two versions of a signed text and compares them. @returns undefined where one of them is not there */
export function readChanges(
  file: CaseFile,
  edition: number,
  records: OpenedRecords,
): TextChange[] | undefined {
  const texts = [textOf(file, edition - 1), textOf(file, edition)];
  const wanted = texts.filter((text) => text !== undefined);
  if (wanted.length < 2 || !records.hasKeys(file)) return undefined;
  const found = records.objects(file, wanted);
  const [before, after] = wanted.map(({ sha256 }) => found.get(sha256)?.toString('utf8'));
  return before === undefined || after === undefined ? undefined : textChanges(before, after);
}

/**
 * People who had approved what was there before a version, by the book: what they approved is void with it, although the
 * entry that says so comes with the evaluation.
 */
export function voidedBy(edition: number, events: readonly CaseEvent[]): string[] {
  const came = events.findIndex(
    ({ event, data }) => event === 'application.corrected' && data['version'] === edition,
  );
  if (came < 0) return [];
  return [...new Set(standingApprovals(events.slice(0, came)).map(({ person }) => person))];
}

/** A version as its page shows it. */
export const versionView = (
  file: CaseFile,
  edition: number,
  { changes, voided }: Pick<VersionView, 'changes' | 'voided'>,
): VersionView => ({
  caseId: file.id,
  edition,
  newest: file.edition,
  changes,
  voided,
  text: textOf(file, edition)?.sha256,
  textBefore: textOf(file, edition - 1)?.sha256,
});
