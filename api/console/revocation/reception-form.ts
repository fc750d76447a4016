import type { StaffChannel } from '../../../db/revocation/staff-requests.ts';
import { readDay } from '../../../domain/revocation/invalidity-day.ts';
import {
  revocationReasons,
  type RevocationReasonCode,
} from '../../../domain/revocation/reasons.ts';
import { receivedInstant } from '../../../domain/issuance/paper-receipt.ts';
import type { revocationReception } from '../words/revocation-reception.ts';
import { GRANT_REASONS } from './request-draft.ts';

/** Ways by which staff take a request. */
export const STAFF_CHANNELS = ['telephone', 'paperForm', 'thirdParty', 'exOfficio'] as const;

/** One of {@link STAFF_CHANNELS}. */
export type StaffChannelName = (typeof STAFF_CHANNELS)[number];

/** What is seen of a form. */
export const PAPER_INTENTS = [
  'signed',
  'sealedWithRegistration',
  'sealedWithoutRegistration',
  'missing',
] as const;

/** Our own grounds, with the fact `untruth` that each is. */
export const GROUNDS = {
  misuse: 'otherGround',
  changedEstablished: 'established',
  changedSuspected: 'suspected',
  receiptMissing: 'otherGround',
} as const;

/** Why nothing was recorded. */
export type ReceptionProblem = keyof typeof revocationReception.problems;

/** A document as it was scanned. */
export interface ScannedDocument {
  readonly kind: 'paperApplication' | 'thirdPartyNotice';
  readonly octets: Buffer;
}

/** A request as it was taken. */
export interface TakenRequest {
  readonly received: StaffChannel;
  readonly reasonAsked: RevocationReasonCode;
  readonly invalidityDate: string | undefined;
  readonly requestedAt: Date;
  readonly document: ScannedDocument | undefined;
}

const oneOf = <T extends string>(all: readonly T[], value: string): T | undefined =>
  all.find((each) => each === value);

/** The way and what was seen of it; undefined where something is missing. */
function receivedIn(said: (name: string) => string): StaffChannel | 'channel' | 'observed' {
  const channel = oneOf(STAFF_CHANNELS, said('channel'));
  if (channel === undefined) return 'channel';
  if (channel === 'telephone') return { channel };
  if (channel === 'paperForm') {
    const paperIntent = oneOf(PAPER_INTENTS, said('paperIntent'));
    const requesterMatch = oneOf(['same', 'explainable', 'different'], said('requesterMatch'));
    return paperIntent && requesterMatch ? { channel, paperIntent, requesterMatch } : 'observed';
  }
  if (channel === 'thirdParty') {
    const standing = oneOf(['shown', 'notShown'], said('standing'));
    return standing ? { channel, standing } : 'observed';
  }
  const ground = said('ground');
  return Object.hasOwn(GROUNDS, ground)
    ? { channel, untruth: GROUNDS[ground as keyof typeof GROUNDS] }
    : 'observed';
}

const DOCUMENT_OCTETS_MAX = 8 * 1024 * 1024;
const HEADS = ['25504446', 'ffd8ff', '89504e47'];

/** What was scanned; undefined where nothing was. It is read by its first octets, not by its name. */
async function documentIn(
  file: File | undefined,
  kind: ScannedDocument['kind'],
): Promise<ScannedDocument | undefined | 'document'> {
  if (!file || file.size === 0) return undefined;
  if (file.size > DOCUMENT_OCTETS_MAX) return 'document';
  const octets = Buffer.from(await file.arrayBuffer());
  const head = octets.subarray(0, 4).toString('hex');
  return HEADS.some((each) => head.startsWith(each)) ? { kind, octets } : 'document';
}

/** Holds what was typed against what there is to say. */
export async function judgeReception(
  form: ReadonlyMap<string, string>,
  file: File | undefined,
  { now, hasCertificate }: { readonly now: Date; readonly hasCertificate: boolean },
): Promise<TakenRequest | { readonly problem: ReceptionProblem }> {
  const said = (name: string) => form.get(name) ?? '';
  const received = receivedIn(said);
  if (typeof received === 'string') return { problem: received };
  const reasonAsked = oneOf(GRANT_REASONS, said('reason'));
  if (!reasonAsked) return { problem: 'reason' };
  const typed = said('invalidityDate').trim();
  const hasDay = typed !== '' && revocationReasons[reasonAsked].hasInvalidityDate;
  const invalidityDate = hasDay ? readDay(typed, now) : undefined;
  if (hasDay && invalidityDate === undefined) return { problem: 'day' };
  const onPaper = received.channel === 'paperForm' && said('receivedOn') !== '';
  const requestedAt = onPaper ? receivedInstant(said('receivedOn'), now) : now;
  if (!requestedAt) return { problem: 'day' };
  // In an emergency it is compared on the page of the script, before anything is signed.
  const isLater = said('emergency') === 'yes';
  if (hasCertificate && !isLater && said('compared') !== 'yes') return { problem: 'compared' };
  const kind = received.channel === 'paperForm' ? 'paperApplication' : 'thirdPartyNotice';
  const isWithPaper = received.channel === 'paperForm' || received.channel === 'thirdParty';
  const document = await documentIn(isWithPaper ? file : undefined, kind);
  if (document === 'document') return { problem: 'document' };
  return { received, reasonAsked, invalidityDate, requestedAt, document };
}
