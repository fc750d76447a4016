import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { HsmToken } from '../../../adapters/hsm/hsm-token.ts';
import { step } from '../../../adapters/telemetry/steps.ts';
import {
  openShare,
  readSealedShare,
  sealShare,
  type CustodianShare,
} from '../../../adapters/secret-sharing/share-file.ts';
import { canonicalOctets, type CanonicalValue } from '../../../books/canonical-json.ts';
import { newEntryId } from '../../../enclave/book/entry-id.ts';
import type { RoomEntry } from '../../../enclave/book/room-book.ts';
import { acceptDocument } from '../../../enclave/keys/accept-document.ts';
import { custodianActor } from '../../../enclave/keys/dual-control-act.ts';
import {
  isRegisteredShare,
  joinPin,
  shareRegisterInForce,
  SHARES_DOCUMENT,
  splitPin,
  type ShareRegister,
} from '../../../enclave/keys/share-register.ts';
import type { HeldPen } from '../hold-pen.ts';
import { CeremonyStopped } from './protocol.ts';
import type { CeremonyScript } from './script.ts';

/** A PIN that is typed by nobody: 192 random bits. */
const newPin = (): string => randomBytes(24).toString('hex');

const passphraseIn = (file: string): string =>
  readFileSync(file, 'utf8').split('\n')[0]?.trim() ?? '';

/** The share of a custodian out of their file. @throws CeremonyStopped */
async function ownShare(custodian: CeremonyScript['custodians'][number]): Promise<CustodianShare> {
  const sealed = readSealedShare(readFileSync(custodian.shareFile, 'utf8'));
  const share = sealed && (await openShare(sealed, passphraseIn(custodian.passphraseFile)));
  if (!share) throw new CeremonyStopped(`the share of ${custodian.id} does not open`);
  return share;
}

/** The two who act open their shares: that they can is what makes them custodians. */
async function joinedBy(register: ShareRegister, script: CeremonyScript): Promise<string> {
  const both = script.custodians.filter(({ id }) => script.present.includes(id));
  const shares = await Promise.all(both.map(ownShare));
  const wrong = shares.find((share) => !isRegisteredShare(register, share));
  const pin = wrong ? undefined : await joinPin(register, shares);
  if (pin === undefined) throw new CeremonyStopped('the shares are not those of the register');
  return pin;
}

const names = ({ custodians }: Pick<ShareRegister, 'custodians'>): string =>
  custodians.map(({ id }) => id).join();

/**
 * Splits the PIN among the custodians of the script and hands each their share under their own passphrase; then the
 * token gets that PIN. Shares that are registered for the same custodians by this script stay as they are.
 *
 * The order is: shares handed over, register accepted, PIN changed. A crash before the register leaves files that open
 * nothing; one after it a token that has the first PIN still, which the repeat changes.
 *
 * @param given the PIN that the token was opened with.
 */
export async function handOverShares(
  { token, pool, book }: Pick<HeldPen, 'pool' | 'book'> & { readonly token: HsmToken },
  script: CeremonyScript,
  { given, act }: { readonly given: string; readonly act: string },
): Promise<string> {
  const known = await shareRegisterInForce(pool);
  if (known && known.set === setOf(script)) {
    const joined = await joinedBy(known, script);
    if (joined !== given) token.changePin(given, joined);
    return `found: ${names(known)}`;
  }
  const pin = script.pin === 'change' ? newPin() : given;
  const ids = script.custodians.map(({ id }) => id);
  const { register, shares } = await splitPin(pin, setOf(script), ids);
  for (const share of shares) await handOver(script, share);
  if ((await joinedBy(register, script)) !== pin) throw new CeremonyStopped('shares do not join');
  step('ceremony.1-shares-handed-over');
  await book.write({ entries: register.custodians.map((one) => grantOf(one, { script, act })) });
  await acceptDocument(
    { pool, book },
    {
      documentType: SHARES_DOCUMENT,
      content: canonicalOctets(register as unknown as CanonicalValue),
      effectiveFrom: new Date(),
      custodian: script.present[0],
      terminal: script.terminal,
    },
  );
  step('ceremony.2-shares-registered');
  if (pin !== given) token.changePin(given, pin);
  step('ceremony.3-pin-changed');
  return names(register);
}

/** One splitting a script: its name makes the repeat find it. */
const setOf = ({ ceremony }: CeremonyScript): string => ceremony;

async function handOver(script: CeremonyScript, share: CustodianShare): Promise<void> {
  const custodian = script.custodians.find(({ id }) => id === share.custodian);
  if (!custodian) return;
  const sealed = await sealShare(share, passphraseIn(custodian.passphraseFile));
  share.share.fill(0);
  mkdirSync(dirname(custodian.shareFile), { recursive: true, mode: 0o700 });
  writeFileSync(custodian.shareFile, JSON.stringify(sealed), { mode: 0o600, flush: true });
}

function grantOf(
  { id, shareSha256 }: ShareRegister['custodians'][number],
  { script, act }: { readonly script: CeremonyScript; readonly act: string },
): RoomEntry {
  return {
    id: newEntryId(),
    event: 'permission.granted',
    items: ['4ニ'],
    at: new Date().toISOString(),
    actor: custodianActor(script.present[0], script.terminal),
    data: { person: id, permission: 'keyShare', act, credentialSha256: shareSha256 },
  };
}

/** Both of those present join the PIN out of what they were handed: without, the next start would fail. */
export async function proveShares(pool: HeldPen['pool'], script: CeremonyScript): Promise<string> {
  const register = await shareRegisterInForce(pool);
  if (!register) throw new CeremonyStopped('no shares are registered');
  await joinedBy(register, script);
  return script.present.join();
}
