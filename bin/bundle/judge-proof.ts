import type { BundleFindings } from './findings.ts';
import type { ProvenEntry } from './proven-entries.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Stamps are taken daily; a day may be lost without anything being odd. */
const STAMP_DELAY_MS_MAX = 2 * DAY_MS;

const OWN_WORD = "the earlier time is the operator's word alone";

/**
 * Says by when an entry is proven to have been there. A stamp proves nothing about the time before it:
 * where it came late, the time in the entry rests on the operator's word alone, and that is said. It is
 * a note, because a case that a later authority carries on has no other stamp that is believed.
 */
export function judgeProof(
  what: string,
  { entry, provenAt }: ProvenEntry,
  findings: BundleFindings,
): void {
  if (!provenAt) {
    findings.fail('time.proven', `no believed time stamp covers the ${what}`);
    return;
  }
  const detail = `${what} before ${provenAt.toISOString()}`;
  const delayMs = provenAt.getTime() - Date.parse(entry.at);
  if (delayMs <= STAMP_DELAY_MS_MAX) {
    findings.judge('time.proven', true, detail);
    return;
  }
  const days = Math.floor(delayMs / DAY_MS);
  findings.note('time.proven', `${detail}, ${days} days after ${entry.at}: ${OWN_WORD}`);
}
