import { DerMalformed } from '../../../../portal-client/der.ts';
import { CsrWithoutProof } from '../../../../portal-client/keys.ts';
import {
  CodeMistyped,
  readTypedCode,
  redemptionOf,
  WeakDerivation,
  type KeyDelivery,
} from '../../../../portal-client/redemption.ts';
import { askKeyDelivery, Refused, sendRedemption, type RedeemAnswer } from './ask.ts';
import { keep, readKept, type Kept } from './kept.ts';
import { hasOwnKey, keysOfBrowser, keysOfRequests, provable, readFile } from './keys-of-form.ts';
import { one, say } from './said.ts';

/** A nonce that ends within this is not begun with. */
const MARGIN_MS = 3_600_000;

const codeOf = (form: HTMLFormElement): HTMLInputElement => one(form, '#code');

function numbersOf(form: HTMLFormElement): Pick<Kept, 'applicationId' | 'codeNumber'> {
  const { redeem = '', codeNumber } = form.dataset;
  return { applicationId: redeem, codeNumber: Number(codeNumber) };
}

/** What is kept for the code of the form; of an earlier code nothing counts. */
async function keptFor(form: HTMLFormElement): Promise<Kept> {
  const numbers = numbersOf(form);
  const kept = await readKept(numbers.applicationId);
  return kept?.codeNumber === numbers.codeNumber ? kept : numbers;
}

/** Salt and nonce; those from before while they are good, because a PKCS#10 may have been made for them. */
async function deliveryFor({ applicationId, delivery }: Kept): Promise<KeyDelivery> {
  const isGood = delivery && Date.parse(delivery.nonceExpiresAt) - MARGIN_MS > Date.now();
  return isGood ? delivery : askKeyDelivery(applicationId);
}

/** Computes what is sent instead of the code, and keeps it before it is sent: an answer may be lost. */
async function prepare(form: HTMLFormElement): Promise<Kept> {
  const typed = codeOf(form).value;
  const reading = readTypedCode(typed);
  if (!reading.ok) throw new CodeMistyped(reading.reason);
  const before = await keptFor(form);
  const delivery = await deliveryFor(before);
  let kept: Kept = { ...before, delivery };
  await keep(kept);
  if (hasOwnKey(form)) {
    say(form, 'deriving');
    const { keys: _, ...rest } = kept;
    kept = { ...rest, pending: await redemptionOf(delivery, typed, keysOfRequests(form)) };
  } else {
    say(form, 'making');
    const keys = await keysOfBrowser(form, before, delivery);
    await keep({ ...kept, keys });
    say(form, 'deriving');
    kept = { ...kept, keys, pending: await redemptionOf(delivery, typed, provable(keys)) };
  }
  // The same code and keys: what was sent before is sent again, octet for octet, and is one attempt.
  if (before.pending && before.pending.mac === kept.pending?.mac) kept = before;
  await keep(kept);
  return kept;
}

/** Sends what is pending, and does what follows from the answer. */
async function send(form: HTMLFormElement, kept: Kept): Promise<void> {
  const { applicationId, codeNumber, pending } = kept;
  if (!pending) return;
  say(form, 'sending');
  const answer = await sendRedemption(applicationId, codeNumber, pending);
  if (answer.outcome === undefined) {
    say(form, 'pending');
    return;
  }
  const { pending: _, ...rest } = kept;
  const { nonce, mac } = pending;
  await keep(
    answer.outcome === 'redeemed' ? { ...rest, redeemed: { nonce, mac } } : afterNo(rest, answer),
  );
  follow(form, answer);
}

/** Keys that were refused are of no more use. */
function afterNo(kept: Kept, { outcome }: RedeemAnswer): Kept {
  if (outcome !== 'keyRefused') return kept;
  const { keys: _, ...rest } = kept;
  return rest;
}

function follow(form: HTMLFormElement, { outcome, attemptsLeft }: RedeemAnswer): void {
  if (outcome === 'redeemed' || outcome === 'locked' || outcome === 'notLive') {
    codeOf(form).value = '';
    // The page says by itself where the code stands now.
    location.reload();
    return;
  }
  complain(form, outcome ?? 'pending', attemptsLeft);
}

const ABOUT_CODE = new Set(['unknownSymbol', 'length', 'checkSymbol', 'wrongCode']);
const ABOUT_REQUESTS = new Set(['unreadable', 'same']);

/** Says what is wrong and puts the focus where it can be mended. */
function complain(form: HTMLFormElement, name: string, value?: number): void {
  const shown = say(form, name, value);
  const code = codeOf(form);
  const isAboutCode = ABOUT_CODE.has(name);
  code.setAttribute('aria-invalid', String(isAboutCode));
  one(form, '[data-field="code"]').toggleAttribute('data-error', isAboutCode);
  if (isAboutCode) code.focus();
  else if (ABOUT_REQUESTS.has(name)) one(form, '[data-csr]').focus();
  else shown?.focus();
}

/** What was computed is of no more use, its nonce above all; keys are. */
async function forgetSent(form: HTMLFormElement): Promise<void> {
  const { delivery: _, pending: __, ...rest } = await keptFor(form);
  await keep(rest);
}

function tell(form: HTMLFormElement, error: unknown): void {
  if (error instanceof CodeMistyped) complain(form, error.reason);
  else if (error instanceof DerMalformed) complain(form, 'unreadable');
  else if (error instanceof WeakDerivation) complain(form, 'weak');
  else if (error instanceof CsrWithoutProof) {
    one(form, '[data-challenge]').textContent = error.challengePassword;
    complain(form, 'challenge');
  } else if (error instanceof Refused && error.status === 429) {
    complain(form, 'tooMany', error.afterSeconds);
  } else if (error instanceof Refused && error.status === 404) location.reload();
  else if (error instanceof Refused && error.status < 500)
    void forgetSent(form).then(() => complain(form, 'stale'));
  else if (error instanceof DOMException) complain(form, 'unsupported');
  else complain(form, 'unreachable');
}

/** Does one thing at a time, and shows that it is being done. */
async function busy(form: HTMLFormElement, work: () => Promise<void>): Promise<void> {
  if (form.getAttribute('aria-busy') === 'true') return;
  const progress = one(form, 'progress');
  const show = (isBusy: boolean): void => {
    form.setAttribute('aria-busy', String(isBusy));
    progress.hidden = !isBusy;
  };
  show(true);
  try {
    await work();
  } catch (error) {
    tell(form, error);
  } finally {
    show(false);
  }
}

function showLeft(form: HTMLFormElement): void {
  const left = one(form, '[data-left]');
  const typed = Array.from(codeOf(form).value.replaceAll(/[\s\-－‐−ー]/g, '')).length;
  const isShown = typed > 0 && typed < SYMBOLS;
  left.textContent = isShown
    ? (left.dataset['left'] ?? '').replace('◯', String(SYMBOLS - typed))
    : '';
}

/** With the check symbol. */
const SYMBOLS = 17;

function showWhere(form: HTMLFormElement): void {
  const shown = hasOwnKey(form) ? 'own' : 'browser';
  for (const part of form.querySelectorAll<HTMLElement>('[data-shown-for]')) {
    part.hidden = part.dataset['shownFor'] !== shown;
  }
}

/** Makes the form work. What was sent and not answered is sent again at once. */
export async function startForm(form: HTMLFormElement): Promise<void> {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void busy(form, async () => send(form, await prepare(form)));
  });
  codeOf(form).addEventListener('input', () => showLeft(form));
  form.addEventListener('change', ({ target }) => {
    showWhere(form);
    if (target instanceof HTMLInputElement && target.dataset['csrFile'])
      void readFile(target, form);
  });
  // A page that is gone back to, or kept aside by the browser, holds no code.
  addEventListener('pagehide', () => {
    codeOf(form).value = '';
  });
  showWhere(form);
  one<HTMLButtonElement>(form, 'button[type="submit"]').disabled = false;
  await busy(form, async () => {
    const kept = await keptFor(form);
    if (kept.pending) await send(form, kept);
  });
}
