import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CODE_LETTER_TEMPLATE } from '../../domain/dispatch/letter-templates.ts';
import {
  confirmationCsv,
  openVendorFile,
  printLetter,
  type OpenedLetter,
  type ShopEvent,
} from '../../simulator/print-shop.ts';
import { VENDOR_FILES } from '../../simulator/print-vendor.ts';
import { StaffClient } from '../chaos/staff-client.ts';
import { demonstrationVendor } from '../demonstration/custodian-files.ts';
import type { Instance } from '../instance/options.ts';
import { PATIENCE_MS } from './story-instance.ts';

const POLL_MS = 500;
const TRACKING = '12345678901';

/** A letter on its way: opened and printed by the vendor, and whoever at the office hears of it. */
export interface LetterUnderWay {
  readonly letter: OpenedLetter;
  /** What stands on the paper. */
  readonly lines: readonly string[];
  readonly operator: StaffClient;
}

/**
 * The code of the only letter that waits comes to paper: reception proposes a lot, an issuing operator counts and seals it,
 * the vendor opens its file. Nothing of the letter is written to a disk.
 */
export async function printCodeLetter(instance: Instance): Promise<LetterUnderWay> {
  const reception = await StaffClient.signIn(instance, 'officer-04');
  const operator = await StaffClient.signIn(instance, 'officer-07');
  const lot = await proposed(reception);
  await operator.sealLot(lot, 1);
  const file = await operator.vendorFile(lot);
  const folder = demonstrationVendor(join(instance.dataDir, 'activation'));
  const key = createPrivateKey(readFileSync(join(folder, VENDOR_FILES.key)));
  const [letter, ...others] = openVendorFile(file, key);
  if (!letter || others.length > 0) throw new Error('there is not one letter in the lot');
  const redeemUrl = new URL('/redeem', instance.addresses.portal).href;
  const lines = printLetter(letter, { template: CODE_LETTER_TEMPLATE, redeemUrl });
  console.error(
    `letter ${letter.dispatch} in lot ${lot}: ${lines.length} lines, ${letter.mailKind}`,
  );
  return { letter, lines, operator };
}

async function proposed(reception: StaffClient): Promise<string> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const lot = await reception.proposeLot();
    if (lot !== undefined) return lot;
    await sleep(POLL_MS);
  }
  throw new Error('no letter waits to be printed');
}

/** The vendor and the post report that the letter was printed, posted and delivered; each row has to be recorded. */
export async function confirmLetter({ letter, operator }: LetterUnderWay): Promise<void> {
  const { dispatch } = letter;
  const at = new Date();
  const events: ShopEvent[] = [
    { dispatch, event: 'printed', at },
    { dispatch, event: 'posted', at, tracking: TRACKING },
    { dispatch, event: 'delivered', at },
  ];
  const became = await operator.importConfirmations(confirmationCsv(events));
  console.error(`confirmations: ${became.join(', ')}`);
  if (became.join() !== events.map(() => 'recorded').join()) throw new Error(became.join());
}

/** What the applicant types: the only thing on the paper that has the form of a code. */
export function codeOnPaper(lines: readonly string[]): string {
  const found = lines.flatMap((line) => /(?:[2-9A-Z]{4}-){3}[2-9A-Z]{5}/.exec(line) ?? []);
  const [code, ...others] = found;
  if (code === undefined || others.length > 0) throw new Error('the paper has not one code');
  return code;
}
