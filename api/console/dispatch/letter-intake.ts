import { readJpkiCertificate } from '../../../adapters/jpki/jpki-certificate.ts';
import { tryReadSignatureContainer } from '../../../adapters/jpki/signature-container.ts';
import { canonicalOctets, sha256Hex, type CanonicalValue } from '../../../books/canonical-json.ts';
import { commit, drawR, openingOctets, type CommitmentKind } from '../../../books/commitment.ts';
import type { CaseFile } from '../../../db/inspection/case-file.ts';
import type { LetterOnFile } from '../../../db/dispatch/lot-records.ts';
import type { HeardOfLetter } from '../../../db/dispatch/letter-inputs.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';
import { uuidV7 } from '../../../db/uuid.ts';
import { CODE_LETTER_MAIL, PRINT_VENDOR } from '../../../domain/dispatch/letter-lots.ts';
import type { ReportedLetter } from '../../../domain/dispatch/vendor-report.ts';
import type {
  LetterInput,
  LetterOpening,
  LetterReturnReason,
} from '../../../domain/key-delivery/letter-inputs.ts';
import { printJapanTime } from '../../../domain/governance/calendar.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { EvidenceKeeper } from '../inspection/sealed-records.ts';

/** Who brings in what is heard of letters. */
export interface LetterClerk {
  readonly officer: StaffMember;
  readonly role: string;
  readonly terminal: string;
  /** SHA-256 of the vendor's file that is imported. */
  readonly reportSha256?: string;
}

/** What became of something that was heard of a letter. */
export type Heard = HeardOfLetter['heard'] | 'noAddress' | 'unknown';

/** Why the address of a letter is read: to commit to it in the entry of its posting. */
const PURPOSE = 'dispatch';

/** 住所 of the card that signed the version that the code was made for, as the letter has it. */
async function addressOf(
  { sealed, records }: ConsoleDependencies,
  { officer }: LetterClerk,
  { caseId, edition }: LetterOnFile,
): Promise<string | undefined> {
  const file = await records.caseFile(caseId);
  const container = file && containerOf(file, edition);
  if (!file || !container) return undefined;
  return sealed.open({ officer, purpose: PURPOSE }, (opened) => {
    if (!opened.hasKeys(file)) return undefined;
    const octets = opened.objects(file, [container], () => ['address']).get(container.sha256);
    const read = octets && tryReadSignatureContainer(octets);
    if (!read?.certificate) return undefined;
    const card = readJpkiCertificate(read.certificate, read.signer);
    return card.encoding === 'unreadable' ? undefined : card.attributes.values.address;
  });
}

const containerOf = ({ evidence }: CaseFile, edition: number) =>
  evidence.findLast((each) => each.kind === 'signatureContainer' && each.edition === edition);

interface Committed {
  readonly commitment: string;
  readonly opening: LetterOpening;
}

/** Commits to a value in an entry that is still to be written, with what opens it sealed for the chain of the case. */
function committed(
  keeper: EvidenceKeeper,
  chainId: string,
  of: {
    readonly entry: string;
    readonly field: string;
    readonly kind: CommitmentKind;
    readonly value: string;
  },
): Committed {
  const { entry, field, kind, value } = of;
  const r = drawR();
  const octets = openingOctets({ entry, field, kind, r, value });
  const sealed = keeper.seal(chainId, octets).toString('base64');
  return {
    commitment: commit({ kind, r, value }),
    opening: { field, kind, keyId: chainId, sealed },
  };
}

/** What every row about a letter says. */
const said = (letter: LetterOnFile, { officer, role, terminal }: LetterClerk, at: string) =>
  ({
    v: 1,
    dispatch: letter.dispatch,
    codeNumber: letter.codeNumber,
    at,
    officer: officer.id,
    role,
    terminal,
  }) as const;

const byVendor = ({ reportSha256 }: LetterClerk) =>
  ({ from: 'vendor', vendor: PRINT_VENDOR, ...(reportSha256 && { reportSha256 }) }) as const;

/** What a row of the vendor's file is as an input; undefined where the address cannot be read. */
async function contentOf(
  dependencies: ConsoleDependencies,
  clerk: LetterClerk,
  { letter, lot, report }: Reported,
): Promise<LetterInput | undefined> {
  const common = { ...said(letter, clerk, report.at), ...byVendor(clerk) };
  if (report.event === 'printed') return { ...common, kind: 'letterPrinted', lot };
  if (report.event === 'delivered') {
    const deliveredOn = printJapanTime(Date.parse(report.at)).slice(0, 10);
    return { ...common, kind: 'letterDelivered', deliveredOn };
  }
  const address = await addressOf(dependencies, clerk, letter);
  if (address === undefined) return undefined;
  const entry = uuidV7();
  const { keeper } = dependencies;
  const within = (field: string, kind: CommitmentKind, value: string) =>
    committed(keeper, letter.chainId, { entry, field, kind, value });
  const home = within('data.addressCommitment', 'address', address);
  const tracked = within('data.trackingCommitment', 'tracking', report.tracking ?? '');
  return {
    ...common,
    kind: 'letterPosted',
    lot,
    mailKind: CODE_LETTER_MAIL,
    addressCommitment: home.commitment,
    trackingCommitment: tracked.commitment,
    entry,
    openings: [home.opening, tracked.opening],
  };
}

interface Reported {
  readonly letter: LetterOnFile;
  readonly lot: string;
  readonly report: ReportedLetter;
}

/** Records what was heard of a letter as an input of its case, and tells the run of the case. */
async function record(
  { records, deciding }: ConsoleDependencies,
  { letter, content, at }: { letter: LetterOnFile; content: LetterInput; at: Date },
): Promise<HeardOfLetter['heard']> {
  const { caseId } = letter;
  const { inputId, heard } = await records.letterInputs.record({
    caseId,
    content,
    contentSha256: sha256Hex(canonicalOctets(content as unknown as CanonicalValue)),
    receivedAt: at,
  });
  // Lost with Temporal away, it is repeated by the office-worker's sweeper.
  const { kind } = content;
  deciding?.nudge({ applicationId: caseId, inputId, kind }).catch(() => undefined);
  return heard;
}

/**
 * Takes in a row of the vendor's file. A row that was heard before is not recorded again; what it is, the office-worker judges.
 *
 * @param at when it is received: rows of one file a millisecond apart, so that they are applied in their order.
 */
export async function hearVendor(
  dependencies: ConsoleDependencies,
  clerk: LetterClerk,
  { report, at }: { readonly report: ReportedLetter; readonly at: Date },
): Promise<Heard | 'notInLot'> {
  const letter = await dependencies.records.lots.letter(report.dispatch);
  if (!letter) return 'unknown';
  const { lotId: lot, state } = letter;
  if (lot === null || state === 'generated') return 'notInLot';
  const { printedAt: printed, postedAt: posted, deliveredAt: delivered } = letter;
  if ({ printed, posted, delivered }[report.event] !== null) return 'applied';
  const content = await contentOf(dependencies, clerk, { letter, lot, report });
  return content ? record(dependencies, { letter, content, at }) : 'noAddress';
}

/** What a scanned envelope is. */
export type Scanned = Extract<Heard, 'unknown' | 'refused'> | 'recorded' | 'known' | 'notPosted';

/** Takes in a letter that came back: its code is void from then on, so it is the last thing heard of it. */
export async function hearReturned(
  dependencies: ConsoleDependencies,
  clerk: LetterClerk,
  { dispatch, reason, at }: { dispatch: string; reason: LetterReturnReason; at: Date },
): Promise<Scanned> {
  const letter = await dependencies.records.lots.letter(dispatch);
  if (!letter) return 'unknown';
  if (letter.returnReason !== null) return 'known';
  if (letter.postedAt === null) return 'notPosted';
  const common = said(letter, clerk, at.toISOString());
  const content: LetterInput = { ...common, kind: 'letterReturned', from: 'officer', reason };
  const heard = await record(dependencies, { letter, content, at });
  if (heard === 'recorded' || heard === 'refused') return heard;
  return 'known';
}
