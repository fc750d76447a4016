import { ApplicantKey, RequestedKey } from '../../../../portal-client/keys.ts';
import type { KeyKind, ProvableKey } from '../../../../portal-client/keys.ts';
import type { KeyDelivery } from '../../../../portal-client/redemption.ts';
import type { Kept, KeptKey } from './kept.ts';
import { one } from './said.ts';

/** Whether the person has a key of their own. */
export const hasOwnKey = (form: HTMLFormElement): boolean =>
  one<HTMLInputElement>(form, 'input[name="where"][value="own"]').checked;

/** Keys that were made here before, for the same code and of the same kind. */
function keptKeys(form: HTMLFormElement, kept: Kept): readonly KeptKey[] | undefined {
  const kind = one<HTMLSelectElement>(form, '#kind').value;
  return kept.keys?.every((key) => key.kind === kind) === true ? kept.keys : undefined;
}

/**
 * Keys made in this browser, one for each order. Those of an attempt before are taken again: a code is good for one
 * choice of keys, and the answer to that attempt may have been lost.
 */
export async function keysOfBrowser(
  form: HTMLFormElement,
  kept: Kept,
  delivery: KeyDelivery,
): Promise<readonly KeptKey[]> {
  const before = keptKeys(form, kept);
  if (before?.length === delivery.orders.length) return before;
  const kind = one<HTMLSelectElement>(form, '#kind').value as KeyKind;
  const made = delivery.orders.map(async () => {
    const { spki, privateKey } = await ApplicantKey.make(kind);
    return { kind, spki, privateKey };
  });
  return Promise.all(made);
}

/** Keys of this browser as they prove themselves. */
export const provable = (keys: readonly KeptKey[]): ProvableKey[] =>
  keys.map(({ kind, spki, privateKey }) => ApplicantKey.kept(kind, spki, privateKey));

/** Keys of which there is a PKCS#10. @throws DerMalformed */
export const keysOfRequests = (form: HTMLFormElement): ProvableKey[] =>
  [...form.querySelectorAll<HTMLTextAreaElement>('[data-csr]')].map(
    ({ value }) => new RequestedKey(value),
  );

/** First octet of DER; PEM begins with a hyphen. */
const SEQUENCE = 0x30;

/** Puts a chosen file into the field above it; DER as PEM, so that it can be seen. */
export async function readFile(input: HTMLInputElement, form: HTMLFormElement): Promise<void> {
  const [file] = input.files ?? [];
  if (!file) return;
  const octets = new Uint8Array(await file.arrayBuffer());
  const isText = octets[0] !== SEQUENCE;
  const base64 = (): string => btoa(String.fromCharCode(...octets.subarray(0, 65_536)));
  const pem = (): string =>
    `-----BEGIN CERTIFICATE REQUEST-----\n${base64().replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE REQUEST-----\n`;
  const field = `[data-csr="${input.dataset['csrFile'] ?? ''}"]`;
  one<HTMLTextAreaElement>(form, field).value = isText ? new TextDecoder().decode(octets) : pem();
}
