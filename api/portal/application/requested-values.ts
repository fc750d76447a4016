import { CLOCK_SKEW_MS } from '../../../domain/identity/clock-skew.ts';
import { Refusal } from '../../middleware/problem-details.ts';
import { problems } from '../problems/catalogue.ts';
import type { TextRequest } from './text-schemas.ts';

function refuse(pointer: string, code: string): never {
  throw new Refusal(problems.malformedRequest, {
    members: { in: 'json', errors: [{ pointer, code }] },
  });
}

/** Where the letter with the code goes, by how the applicant is identified. */
export const letterToOf = ({ identityRoute }: Pick<TextRequest, 'identityRoute'>) =>
  identityRoute === 'jpki' ? 'jpkiAddress' : 'textAddress';

/** A card says the address; a certificate of ours does not. @throws Refusal */
export function requireAddress(request: TextRequest): void {
  const { identityRoute, address, letterTo } = request;
  const isFitting = (address !== undefined) === (identityRoute === 'ownCertificate');
  if (!isFitting) refuse('/address', 'with_own_certificate_only');
  const isLetterFitting = letterTo === undefined || letterTo === letterToOf(request);
  if (!isLetterFitting) refuse('/letterTo', 'does_not_fit_identity_route');
}

/** The keys in the order of the orders. @throws Refusal if they do not fit the orders, or one is there twice. */
export function requestedKeys({ keyDelivery, keys = [], orders, letterTo }: TextRequest): Buffer[] {
  const inOrder = keys.toSorted((a, b) => a.order - b.order);
  const isNumbered = inOrder.every((key, index) => key.order === index + 1);
  const isFitting =
    keyDelivery === 'simultaneous'
      ? letterTo === undefined && isNumbered && keys.length <= orders.length
      : keys.length === 0;
  if (!isFitting) refuse('/keys', 'one_key_for_each_order');
  if (new Set(keys.map(({ spki }) => spki)).size !== keys.length) refuse('/keys', 'same_key_twice');
  return inOrder.map(({ spki }) => Buffer.from(spki, 'base64'));
}

/** An explanation that is still to be shown is none (規則6条1号). @throws Refusal */
export function requireShown({ explanation }: TextRequest, at: Date): void {
  if (Date.parse(explanation.shownAt) > at.getTime() + CLOCK_SKEW_MS) {
    refuse('/explanation/shownAt', 'in_the_future');
  }
}
